namespace Adit.Web;

/// <summary>Names that people and forms chose, as steps of an address.</summary>
internal static class Addresses
{
    /// <summary>A name out of an address: routing leaves a slash inside it as its code.</summary>
    public static string Read(string step) => step.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
