using Microsoft.OpenApi;

namespace Adit.Web;

/// <summary>Makes the readable reference out of the description, so that there is one of them.</summary>
internal sealed class ReferenceFilling(Words words)
{
    public ReferenceView Of(OpenApiDocument document)
    {
        var operations = document.Paths.SelectMany(p => (p.Value.Operations ?? []).Select(o => (Tag: o.Value.Tags?.FirstOrDefault()?.Name ?? "", View: Operation(p.Key, o.Key, o.Value))));
        return new(
            document.Info.Description ?? "", [.. operations.GroupBy(o => o.Tag).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new ReferenceGroupView(g.Key, [.. g.Select(o => o.View)]))],
            [.. (document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>()).Where(s => s.Value.Properties is { Count: > 0 }).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => Shape(s.Key, s.Value))]);
    }

    private OperationView Operation(string path, HttpMethod method, OpenApiOperation operation) => new(
        operation.OperationId ?? "", method.Method, path, operation.Summary ?? "", operation.Description ?? "",
        [.. (operation.Parameters ?? []).Select(p => new MemberView(p.Name ?? "", TypeOf(p.Schema), !p.Required, p.Description))],
        Content(operation.RequestBody?.Content), [.. (operation.Responses ?? []).OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => new ResponseView(r.Key, r.Value.Description ?? "", Content(r.Value.Content)))]);

    private ContentView? Content(IEnumerable<KeyValuePair<string, OpenApiMediaType>>? content) =>
        content?.Select(c => new ContentView(c.Key, TypeOf(c.Value.Schema))).FirstOrDefault();

    private ShapeView Shape(string name, IOpenApiSchema schema) => new(
        name, [.. schema.Properties!.Select(p => new MemberView(p.Key, TypeOf(p.Value), MayBeNull(p.Value) || schema.Required?.Contains(p.Key) != true, p.Value.Description))]);

    private TypeView TypeOf(IOpenApiSchema? schema)
    {
        if (schema is null)
            return new(words["reference.type.any"], null);
        if (schema is OpenApiSchemaReference { Reference.Id: { } id })
            return new("", id);
        if (schema.OneOf is { Count: > 0 } several)
            return TypeOf(several.FirstOrDefault(s => s is OpenApiSchemaReference) ?? several[0]);
        if (schema.Type?.HasFlag(JsonSchemaType.Array) == true)
            return TypeOf(schema.Items) is { Shape: { } of } ? new(words["reference.type.list"], of) : new($"{words["reference.type.list"]} {TypeOf(schema.Items).Words}", null);
        return new(words["reference.type." + Plain(schema)], null);
    }

    private static string Plain(IOpenApiSchema schema) => schema.Format switch
    {
        "date" => "date",
        "date-time" => "instant",
        "binary" => "bytes",
        _ when schema.Type is not { } type => "any",
        _ when schema.Type.Value.HasFlag(JsonSchemaType.Integer) => "whole",
        _ when schema.Type.Value.HasFlag(JsonSchemaType.Number) => "number",
        _ when schema.Type.Value.HasFlag(JsonSchemaType.Boolean) => "boolean",
        _ when schema.Type.Value.HasFlag(JsonSchemaType.String) => "text",
        _ => "object",
    };

    private static bool MayBeNull(IOpenApiSchema schema) => schema.Type?.HasFlag(JsonSchemaType.Null) == true || schema.OneOf?.Any(s => s.Type == JsonSchemaType.Null) == true;
}
