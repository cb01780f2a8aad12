using System.Data.Common;
using Adit.Partners;
using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>Fills the page of keys for programs, and the part of an organisation's page.</summary>
internal sealed class KeysFilling(DbConnection db, Frame frame, Register register)
{
    private readonly DateOnly _today = DateOnly.FromDateTime(frame.Now.UtcDateTime);

    public KeysView All() => new(List(_ => true), new(null, [.. register.Users.Where(u => !u.Disabled && u.Role.OfTheProgramme()).Select(u => new OptionView(u.Name, u.Name))], Scopes(false), _today, _today.AddDays(ProgramKeys.MostDays)));

    public KeysView Of(OrganisationSet organisation) => new(List(k => k.Organisation == organisation.Organisation), new(organisation.Code, [], Scopes(true), _today, _today.AddDays(ProgramKeys.MostDays)));

    private IReadOnlyList<OptionView> Scopes(bool organisation) => [.. ProgramKeys.Offered(organisation).Select(s => KeyWords.Option(s, frame.Words))];

    private IReadOnlyList<KeyView> List(Func<ProgramKeyMade, bool> which)
    {
        var used = ProgramKeysTable.Used(db);
        return [.. register.Keys.Values.Where(k => which(k.Made)).OrderBy(k => StateOf(k) == "opens" ? 0 : 1).ThenByDescending(k => k.At).ThenBy(k => k.Made.Key).Select(k => Line(k, used.TryGetValue(k.Made.Key, out var day) ? day : null))];
    }

    private KeyView Line(ProgramKey key, DateOnly? used)
    {
        var organisation = key.Made.Organisation is { } id ? register.Agreed.Find(id) : null;
        return new(
            key.Made.Key.ToString(), key.Made.Name, organisation?.Name ?? PeopleWords.Name(register, key.Made.User ?? ActorId.Program, frame.Words), organisation is null ? null : OrganisationsFilling.PathOf(organisation),
            [.. key.Made.Scopes.Select(KeyWords.KeyOf)], StateOf(key), key.Made.Until, used, key.At.ToDateTimeOffset().ToOffset(frame.Now.Offset), PeopleWords.Name(register, key.By, frame.Words));
    }

    private string StateOf(ProgramKey key) => key.Revoked ? "revoked" : key.Made.Until < _today ? "over" : "opens";
}
