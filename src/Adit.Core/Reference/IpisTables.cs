namespace Adit.Reference;

/// <summary>
/// How the words of the IPIS open data become codes of <c>catalogue/observables.json</c>. Every value that the data of 2009 to 2023 hold is here;
/// what comes later and is not is kept as words and flagged.
/// </summary>
internal static class IpisTables
{
    public static WordTable YesNo { get; } = new("""
        yes: 1
        no: 0
        -: dontknow
        """);

    public static WordTable Frequencies { get; } = new("""
        permanent: Permanent | Permanente
        daily: Quotidien | Quotidienne
        several_weekly: Plus d'une fois par semaine | Deux fois par semaine | Trois fois par semaine
        weekly: Une fois par semaine | Chaque semaine | Hebdomadaire
        fortnightly: Une fois tous les 15 jours
        monthly: Une fois par mois | Mensuelle
        regular: Régulière
        rare: Moins d'une fois par mois | Rarement | Annuelle | Semestrielle | Trimestrielle | Une fois par trimestre | Une fois tous les deux mois
        rare: Après un ou deux mois | Après un ou plusieurs mois | N'arrive pas souvent à ce site, il est plutôt permanant à Nyabibwe
        occasional: Occasionnelle | Occasionelle | Occasionnellement | Moins d'une fois par semaine | Temporaire | Lors de patrouilles | En cas d'intervention
        occasional: Quand le site est en mouvement
        irregular: Aléatoire | Irrégulière | Non permanente | Brusquement | A l'improviste
        other: Pas | Ils n'arrivent pas au site mais ils sécurisent l'aérodrome de Kikungwa
        """);

    public static WordTable Minerals { get; } = new("""
        gold: Or
        cassiterite: Cassitérite
        coltan: Coltan
        cassiterite+coltan: Minerais mixtes (Cassitérite/Coltan)
        wolframite: Wolframite
        copper: Cuivre
        cobalt: Cobalt
        diamond: Diamant
        tourmaline: Tourmaline
        manganese: Manganèse | Manvenve
        silver: Argent
        iron: Fer
        other: Monazite | Améthyste | Saphir | Pyrochlore | Bauxite | Digénite | Plomb | Titanium | Galene | Charbon | Zircon | Quartz | Arsénopyrite | Niobium
        -: inconnu
        """);

    public static WordTable Mechanisation { get; } = new("""
        low: Bas
        medium: Moyen
        high: Haut
        """);

    public static WordTable Access { get; } = new("""
        vehicle: carmoto
        walk_under_2h: less2h
        walk_over_2h: more2h
        """);

    public static WordTable Traceability { get; } = new("""
        itsci: iTSCI | iTSCI (not visited by IPIS)
        better_mining: Better Mining (BSP)
        itoa: ITOA
        """);

    public static WordTable Qualification { get; } = new("""
        green: Vert
        yellow: Jaune
        blue: Bleu
        red: Rouge
        not_classed: Not class | No class
        """);

    /// <summary>Why a site was not reached. Remarks on names and on the surveyors' own plans give no code.</summary>
    public static WordTable NotReached { get; } = new("", """
        -: considéré comme | maintenant considéré | correspondrait | ces coordonnées | convalescence | le temps
        third_party: third party | estimated by
        closed: activités minières | inactivité | site inactif | suspension
        not_reached_insecurity: insécurité | conflit | présence des groupes | rebelles
        entry_refused: interdi | non autorisation | accès refusé | barrière | présence des FARDC | blocage | cérémonie | rites
        not_reached_road: condition | distance | route | pirogue | rivière
        """);

    public static WordTable Services { get; } = new("""
        asm_service+traceability_service: iTSCi (via SAESSCAM)
        traceability_service: Système de traçabilité: BGR, BSP, Impact/PAC
        """, """
        asm_service: SAESSCAM | SAEMAPE
        traceability_service: iTSCi | traçabilité
        tax_service: DGRPI | DGRMA | DGRPO | DGI | DGRAD | DPMR | DPMER | DPEMER | DEPEMER | DGRM | DGRRM | DQRM | DGPRI | DGPI
        mines_division: division des mines | DPM
        mines_police: police des mine | police de mine | PMH | polimine
        police: police | PNC
        intelligence: ANR
        fraud_service: anti fraude | CNLFM
        energy_service: énergie
        environment_service: environnement | FFN
        customary_authority: chefferie | groupement
        local_administration: localité | village | secteur | collectivité | administration | autorités
        other: Afridex | Comcam | Cominga | Comiki | SOCODA | SAKIMA | CEEC | CECC | CNPRI | CPRI | CNPERPI | CENPERIE | SNPERI | OBLC | Transcom | DGM | hydrocarbures
        other: industrie | indistrie | service des industries | tourisme | agriculture | économie | parquet | comité local | dermatologue | FARDC
        """);

    /// <summary>Sexual exploitation is found first, since nothing else may be said of it. Women who work the way no code says are <c>other</c>.</summary>
    public static WordTable Tasks { get; } = new("""
        digging+cooking: Certains enfant creusent et font de la cuisine pour les Creuseurs | Les mêmes enfants qui creusent font de la cuisine pour les creuseurs
        digging+cooking: En plus de creusage ils cuisinent pour les creuseurs
        waste_picking+selling: Ces femmes traitent les déchets et s'occupent de la vente de boissons alcoolisées
        cooking+selling: Apporter la nourriture à leurs conjoints et font de petits commerces | Commerçante et restauration
        supervising+trading: Chef de puits et négociantes
        supervising+carrying: Certaines femmes sont propriétaires des puits d'or et d'autres sont propriétaires des dispositifs des lavages.D'autres femmes transportent les minerais broyés des concasseurs aux laveries.
        crushing+washing: Les femmes pulvérisent les particules des roches contenant la cassitérite dans le mortier métallique et pour laver la poudre afin d'obtenir la cassitérite.
        """, """
        sexual: prostitu | sexuel
        -: je ne sais pas | qui signifie
        none: aucu | pas de femmes | pas des femmes | n y travaillent pas | n y sont même pas | pas d accès | pas implique
        childminding: garde son petit
        mercury_use: mercure | usage du mercure
        diving: plong
        pumping: vider manuellement | drainage
        cooking: cuisin | restaura | nourriture | préparer | à manger
        underground: creuser sous terre | galeries
        gathering: ramass | raser | rasser
        carrying: transport | amènent des bois
        sorting: sécher | séparent
        crushing: concass | broy | dégrossir | pulvéris
        waste_picking: traiter les déchets
        supervising: propriétaire | PDG | chef | responsable | supervis | gestion | coordonn | régente | président | comité | administrateur
        other: s occupent des champs
        digging: creus | bêcher | enlever la terre
        washing: lav
        trading: commerce de minerais | vente de l or | négociant | achète
        selling: vend | vente | boutique | commerc | fournisseu | échange
        other: ménag | champ | marié | femmes de | épouses | coopérative | dettes | prospection | échantillons | coupe de bois | autre | pêche | machiniste | lit de rivières | chantiers sont découverts
        """);

    /// <summary>Which kind an armed actor is, by its type and then by its name.</summary>
    public static WordTable ActorTypes { get; } = new("-: Aucun", """
        local_armed_group: Groupe armé local
        foreign_armed_group: Groupe armé étranger
        fardc: FARDC
        mines_police: PMH
        police: PNC
        """);

    /// <summary>Names that say more than the type does.</summary>
    public static WordTable ActorNames { get; } = new("""
        unidentified_armed: Groupe de bandits armés | Groupe de bandits armés non identifiés | Groupe armé non identifié | Bandits main armée | Bandit en arme blanche (Machette)
        unidentified_armed: Les coupeurs de route | Forces négatives
        """, """
        other_force: gardes parc | garde parc
        police: police nationale | PNC
        mines_police: police des mines | PMH
        fardc: FARDC
        intelligence: ANR
        republican_guard: garde républicaine
        """);
}
