using System.ComponentModel;
using System.Globalization;
using Adit.Alerts;
using Adit.Audits;
using Adit.Counterparties;
using Adit.Credentials;
using Adit.Custody;
using Adit.Decisions;
using Adit.Forms;
using Adit.Hooks;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;
using Microsoft.AspNetCore.Mvc;

namespace Adit.Verify;

/// <summary>Proofs, for programs: made for entries, and checked.</summary>
internal static class VerifyApi
{
    /// <summary>What checking came to.</summary>
    internal sealed record VerdictAnswer(
        [property: Description("Null where there was nothing that could be checked.")] bool? Holds, string Sentence, IReadOnlyList<Checked> Checks,
        [property: Description("What was not checked, so that nobody believes more than is shown.")] IReadOnlyList<string> NotChecked);

    /// <summary>One thing that was checked, in a sentence.</summary>
    internal sealed record Checked(bool Held, string Sentence);

    public static void MapVerifyApi(this IEndpointRouteBuilder api)
    {
        var proofs = api.MapGroup("").WithTags("Proofs");
        proofs.MapGet("/evidence", Evidence).Needs(Right.SeeSites, Tier.T2).WithName("evidence").WithSummary("A bundle that proves entries to anybody, with the parts of the reader's tier.")
            .Produces<System.Text.Json.Nodes.JsonObject>().Refuses(400, 404);
        proofs.MapPost("/verify", Verify).Needs(Right.Public).WithName("verify").WithSummary("Checks an evidence bundle or a credential against this ledger's own key. Whoever trusts nobody runs adit-verify instead.")
            .Accepts<Stream>("*/*").Produces<VerdictAnswer>().Refuses(400, 422);
    }

    // Readers without a right to records get the proof of entries about sites they see, with public parts alone: never what a record says.
    private static IResult Evidence(
        [Description("Ledger indexes, as 1,2,3; at most 100.")] string? index, [Description("T1 or T0 leaves out the parts of deeper tiers, for handing on.")] Tier? tier, HttpContext http, CurrentPerson person, Database database, Registers registers, Proofs proofs, LedgerReading ledger)
    {
        var indexes = (index ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(i => long.TryParse(i, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : -1).ToList();
        if (indexes.Count is 0 or > 100 || indexes.Contains(-1))
            return Problems.Unreadable(http, nameof(index));
        if (!OpenedRecord.SeesAll(person) && !database.Read(db => indexes.All(i => SubmissionsTable.Row(db, i) is { } row && OpenedRecord.Shows(person, registers.Current, row))))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        // What a buyer decided is its own, and a working paper its auditor's until it is shared; no file here discloses them, not even to the programme.
        if (Are([typeof(BuyerDecided), typeof(AuditPaperSaved)], indexes, database, ledger))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var deepest = !person.May(Right.SeeRecords) || Closed.Any(c => !person.May(c.Right) && Are(c.Facts, indexes, database, ledger)) ? Tier.T0 : person.Sees;
        return proofs.Of(indexes, (Tier)Math.Min((int)(tier ?? Tier.T3), (int)deepest)) is { } bundle
            ? Results.File(bundle.ToJson(), "application/json", "evidence.json") : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
    }

    // What of the programme's tier only some of its people read, as the pages of it ask for.
    private static readonly (Right Right, Type[] Facts)[] Closed =
    [
        (Right.KeepAgents, [typeof(InterestsDeclared)]), (Right.KeepAgreements, [typeof(OrganisationContactSet), typeof(AgreementSet), typeof(AgreementExtended), typeof(ProgramKeyMade)]), (Right.KeepAlerts, [typeof(HookSet), typeof(ListenerSet)]),
        (Right.CheckCounterparties, [typeof(OrganisationIdentified), typeof(OwnersDeclared), typeof(PermitSet), typeof(CounterpartyChecked), typeof(HitReviewed)]),
        (Right.SeeCustody, [typeof(CustodyRecorded), typeof(CustodyWithdrawn), typeof(TagsRecorded), typeof(LotsHeld), typeof(LotsReleased), typeof(AnomalyCleared)]),
    ];

    private static bool Are(Type[] facts, IEnumerable<long> indexes, Database database, LedgerReading ledger)
    {
        var names = facts.Select(f => Facts.KindOf(f).Name).ToHashSet();
        return database.Read(db => indexes.Any(i => ledger.Head(db, i) is { } head && names.Contains(head.Fact)));
    }

    private static async Task<IResult> Verify([Description("The public key of a witness, as its operator gave it to you: it must have cosigned the checkpoint. May be given more than once.")][FromQuery] string[]? witness, HttpContext http, Publishing publishing, SignedCredentials credentials)
    {
        if (VerifyRoom.Witnesses(witness ?? []) is not { } witnesses)
            return Problems.Unreadable(http, nameof(witness));
        var verdict = VerifyRoom.Of([await FormsApi.Whole(http.Request, VerifyRoom.LongestBundle)], witnesses, publishing, credentials, Frames.Of(http).Words);
        return Results.Json(new VerdictAnswer(verdict.Holds, verdict.Sentence, [.. verdict.Checked.Select(c => new Checked(c.Held, c.Words))], verdict.NotChecked));
    }
}
