using System.Net;
using Adit.People;
using Adit.Phones;
using Adit.Storage;
using Microsoft.AspNetCore.Http;

namespace Adit.Tests.Phones;

/// <summary>Requests as they come from outside, which loopback cannot show: the caller's address and scheme are set by hand.</summary>
internal sealed class OutsideHouse : IAsyncDisposable
{
    private readonly House _house;
    private readonly string _name, _password;

    private OutsideHouse(House house, string name, string password) => (_house, _name, _password) = (house, name, password);

    public static async Task<OutsideHouse> Open(House house)
    {
        var agent = await house.Agent("Far " + Guid.NewGuid(), "en");
        return new(house, agent.Name, await Adit.People.Accounts.NewSecret(house.Database, ActorId.Program, agent.Id, Access.Generated));
    }

    public async Task<HttpStatusCode> FormList(string scheme)
    {
        var http = new DefaultHttpContext { RequestServices = _house.Services };
        http.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");
        http.Request.Scheme = scheme;
        http.Request.Headers["X-OpenRosa-Version"] = "1.0";
        http.Request.Headers.Authorization = "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{_name}:{_password}"));
        return await Calling.Who(http, _house.Get<Registers>(), _house.Clock) is null ? (HttpStatusCode)http.Response.StatusCode : HttpStatusCode.OK;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
