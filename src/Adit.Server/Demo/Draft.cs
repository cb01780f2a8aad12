using System.Globalization;

namespace Adit.Demo;

/// <summary>What a simulated agent wants to answer: questions by their names, rows of repeats in order.</summary>
internal sealed class Draft(string form, string instanceId, DateTimeOffset start, TimeSpan took)
{
    public string Form { get; } = form;

    public string InstanceId { get; } = "uuid:" + instanceId;

    /// <summary>The instance id of the record that this one corrects.</summary>
    public string? Corrects { get; private init; }

    public DateTimeOffset Start { get; set; } = start;

    public DateTimeOffset End => Start + took;

    public Dictionary<string, string> Answers { get; private init; } = [];

    public List<(string Repeat, Dictionary<string, string> Answers)> Rows { get; private init; } = [];

    /// <summary>A picture, named as the answer to <c>photo</c>.</summary>
    public byte[]? Photo { get; private set; }

    /// <summary>Answers questions; null leaves one open.</summary>
    public Draft With(params ReadOnlySpan<(string Question, object? Answer)> answers)
    {
        Put(Answers, answers);
        return this;
    }

    /// <summary>Adds a row to a repeat.</summary>
    public Draft Row(string repeat, params ReadOnlySpan<(string Question, object? Answer)> answers)
    {
        var row = new Dictionary<string, string>();
        Put(row, answers);
        Rows.Add((repeat, row));
        return this;
    }

    public Draft WithPhoto(string name, byte[] photo)
    {
        Photo = photo;
        return With(("photo", name));
    }

    /// <summary>The same record as the agent sends it again, corrected.</summary>
    public Draft Corrected(string newInstanceId, params ReadOnlySpan<(string Question, object? Answer)> answers) =>
        new Draft(Form, newInstanceId, Start, took) { Corrects = InstanceId, Answers = new(Answers), Rows = [.. Rows] }.With(answers);

    private static void Put(Dictionary<string, string> into, ReadOnlySpan<(string Question, object? Answer)> answers)
    {
        foreach (var (question, answer) in answers)
            if (Text(answer) is { } text)
                into[question] = text;
            else
                into.Remove(question);
    }

    private static string? Text(object? answer) => answer switch
    {
        null => null,
        bool yes => yes ? "yes" : "no",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => answer.ToString(),
    };
}
