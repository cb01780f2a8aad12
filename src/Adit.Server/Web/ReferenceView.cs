namespace Adit.Web;

/// <summary>What can programs ask, and what do they get? The description of the interface (OpenAPI), to be read by people.</summary>
/// <param name="About">What holds for all of it; in English, like everything that the description says.</param>
public sealed record ReferenceView(string About, IReadOnlyList<ReferenceGroupView> Groups, IReadOnlyList<ShapeView> Shapes);

/// <summary>Routes about one thing.</summary>
public sealed record ReferenceGroupView(string Name, IReadOnlyList<OperationView> Operations);

/// <summary>One route: what it does, who may, what it takes, and every answer.</summary>
/// <param name="Needs">The right that it asks for and how deep it shows, in a sentence.</param>
/// <param name="Takes">The body; null where it takes none.</param>
public sealed record OperationView(
    string Id, string Method, string Path, string Summary, string Needs, IReadOnlyList<MemberView> Parameters, ContentView? Takes, IReadOnlyList<ResponseView> Answers);

/// <summary>An answer: its HTTP status and what it holds; null where it is empty.</summary>
public sealed record ResponseView(string Status, string Words, ContentView? Content);

/// <summary>A media type and the shape of what is in it.</summary>
public sealed record ContentView(string MediaType, TypeView Type);

/// <summary>A type in words; <paramref name="Shape"/> where it, or each of a list, is one of the shapes.</summary>
/// <param name="Words">Before the shape's name: such as "list of"; alone where there is none.</param>
public sealed record TypeView(string Words, string? Shape);

/// <summary>An object that is taken or answered.</summary>
public sealed record ShapeView(string Name, IReadOnlyList<MemberView> Members);

/// <summary>A member of a shape, or a parameter of an address.</summary>
/// <param name="Maybe">It may be null or left out.</param>
public sealed record MemberView(string Name, TypeView Type, bool Maybe, string? About);
