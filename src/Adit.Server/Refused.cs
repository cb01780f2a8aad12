namespace Adit;

/// <summary>What was asked for cannot be done, and whoever asked can mend it: the message and every reason are sentences for people.</summary>
internal sealed class Refused(string sentence, params IReadOnlyList<string> reasons) : Exception(sentence)
{
    public IReadOnlyList<string> Reasons => reasons;
}
