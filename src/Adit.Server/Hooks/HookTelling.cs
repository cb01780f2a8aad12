using System.Globalization;
using System.Text.Json.Nodes;
using Adit.Alerts;
using Adit.Ledger;
using Adit.Storage;

namespace Adit.Hooks;

/// <summary>Calls a webhook with an event.</summary>
internal sealed class HookTelling(Database database, Registers registers, LedgerReading ledger, Webhooks webhooks, Settings settings)
{
    /// <summary>The secret that calls to a webhook are signed with.</summary>
    public string Secret(HookSet set) => Webhooks.Secret(database.Keys.WebhookKey, set.Hook, set.Key);

    /// <summary>Tells it; the type that it was told as, and a code of what failed, or null where it was taken.</summary>
    public async Task<(string Type, string? Failed)> Tell(HookSet set, HookEvent one, CancellationToken cancel)
    {
        var (type, body) = Written(set, one);
        return (type, await webhooks.Call(set.Url, Secret(set), string.Create(CultureInfo.InvariantCulture, $"{one.Hook:N}.{one.Number}"), database.Clock.GetUtcNow(), body, cancel));
    }

    // What its agreement does not give any more it is not told, whatever was so when it happened.
    private (string Type, string Body) Written(HookSet set, HookEvent one)
    {
        var may = set.Organisation is null || database.Read(db => new HookReading(db, ledger, registers.Current, null, database.Now).Gives(set, one));
        var body = new JsonObject { ["type"] = may ? one.Type : HookRules.Withheld, ["sequence"] = one.Number };
        if (!may)
            return (HookRules.Withheld, body.ToJsonString());
        var data = JsonNode.Parse(one.Data)!.AsObject();
        data["url"] = settings.PublicOrigin + (string?)data["path"];
        data.Remove("path");
        (body["timestamp"], body["simulated"], body["data"]) = (one.At.ToString(), database.Simulated ? true : null, data);
        if (!database.Simulated)
            body.Remove("simulated");
        return (one.Type, body.ToJsonString());
    }
}
