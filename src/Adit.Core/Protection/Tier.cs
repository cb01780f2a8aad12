namespace Adit.Protection;

/// <summary>Who may see an answer, from everybody to a named case worker. Each tier has its own key.</summary>
public enum Tier
{
    /// <summary>Public: may stand on a page that anybody can open.</summary>
    T0,

    /// <summary>Subscriber: for buyers and others with an agreement.</summary>
    T1,

    /// <summary>Programme: for the people who run the monitoring.</summary>
    T2,

    /// <summary>Protected: children, survivors, informants. Never copied into a view.</summary>
    T3,
}
