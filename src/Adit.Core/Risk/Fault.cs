namespace Adit.Risk;

/// <summary>One thing in a catalogue file that cannot be accepted. <paramref name="Line"/> counts from 1; 0 means the file as a whole.</summary>
/// <param name="File">The path as it was handed in.</param>
/// <param name="Line">The line of the offending value.</param>
/// <param name="Rule">A permanent code, such as <c>unknown-member</c>.</param>
/// <param name="Message">One sentence that says what is wrong and, where it helps, what would be right.</param>
public readonly record struct Fault(string File, int Line, string Rule, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}: {Rule}: {Message}";
}
