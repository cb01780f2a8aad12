using System.Text.Json;

namespace Adit.Demo;

/// <summary><c>demo.json</c> in the data folder: everything that a script needs to use the demonstration. Written last, so where it is, the demonstration is whole.</summary>
internal sealed record DemoFile(string BaseUrl, IReadOnlyList<DemoFile.User> Users, IReadOnlyList<DemoFile.Agent> Agents)
{
    public const string Name = "demo.json";

    /// <summary>Somebody who signs in to the office.</summary>
    internal sealed record User(string Role, string Name, string Password);

    /// <summary>An agent's phone.</summary>
    internal sealed record Agent(string Name, string Key, string OpenRosaUrl);

    public static bool LiesIn(string folder) => File.Exists(Path.Combine(folder, Name));

    public static DemoFile Read(string folder) =>
        JsonSerializer.Deserialize<DemoFile>(File.ReadAllText(Path.Combine(folder, Name)), JsonSerializerOptions.Web) ?? throw new InvalidDataException($"{Name} in {folder} is empty.");

    public void Write(string folder)
    {
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, Name);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this, Indented));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>The same keys and passwords at another address.</summary>
    public DemoFile At(string baseUrl) => new(baseUrl, Users, [.. Agents.Select(a => a with { OpenRosaUrl = UrlOf(baseUrl, a.Key) })]);

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string UrlOf(string baseUrl, string key) => $"{baseUrl}/openrosa/key/{key}";
}
