using Adit.Submissions;

namespace Adit.Tests.Phones;

/// <summary>Records and files from Adit's own app: sealed for the programme, durable before they are answered, never twice, and gone on with wherever they broke off.</summary>
public sealed class HandingInTests(Programme programme) : IClassFixture<Programme>, IAsyncLifetime
{
    private FieldPhone _awa = null!;

    private House House => programme.House;

    public async ValueTask InitializeAsync() => _awa = await FieldPhone.Of(House, programme.Awa.Id);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_record_is_answered_with_its_place_in_the_ledger_and_the_same_again_changes_nothing()
    {
        var instance = Rounds.NewInstance();
        var first = await _awa.HandIn(Rounds.Record(instance, "N1", depth: "14"));
        Assert.Equal((201, "received", House.Known(instance)!.Index), (first.Code, State(first), first.Body.GetProperty("entry").GetInt64()));
        var size = House.Database.Size;
        var again = await _awa.HandIn(Rounds.Record(instance, "N1", depth: "14"));
        Assert.Equal((201, "received-before", size), (again.Code, State(again), House.Database.Size));
        var held = programme.Held(instance)!.Envelope!;
        Assert.Equal((Source.Phone, _awa.Device.ToString(), "adit/1", programme.North), (held.Source, held.DeviceId, held.UserAgent, held.Site!.Value));
    }

    [Fact]
    public async Task A_file_follows_its_record_in_parts_and_is_never_taken_twice()
    {
        var (instance, file) = (Rounds.NewInstance(), _awa.File("a.jpg", FieldPhone.Bytes(100_000)));
        var taken = await _awa.HandIn(Rounds.Record(instance, "N1", photo: "a.jpg"), file);
        Assert.Equal(0, Have(taken.Body.GetProperty("files")[0]));
        Assert.Equal(1, programme.Row(instance)!.Missing);

        Assert.Equal((200, 40_000), Part(await _awa.Part(file, 0, 40_000)));
        Assert.Equal((409, 40_000), Part(await _awa.Part(file, 10_000, 60_000)));
        Assert.Equal((200, 40_000), Part(await _awa.Have(file)));
        Assert.Equal((200, file.Sealed.Length), Part(await _awa.Part(file, 40_000, file.Sealed.Length - 40_000)));

        Assert.Equal(0, programme.Row(instance)!.Missing);
        Assert.Equal(file.Plain, await House.Bytes(Assert.Single(House.Files(instance))));
        var (size, files) = (House.Database.Size, House.FilesOnDisk());
        Assert.Equal((200, file.Sealed.Length), Part(await _awa.Part(file, 0, 40_000)));
        var again = await _awa.HandIn(Rounds.Record(instance, "N1", photo: "a.jpg"), file);
        Assert.Equal(file.Sealed.Length, Have(again.Body.GetProperty("files")[0]));
        Assert.Equal((size, files), (House.Database.Size, House.FilesOnDisk()));
    }

    [Fact]
    public async Task Two_tabs_that_send_one_file_at_the_same_moment_keep_it_once()
    {
        var (instance, file) = (Rounds.NewInstance(), _awa.File("a.jpg", FieldPhone.Bytes(90_000)));
        await _awa.HandIn(Rounds.Record(instance, "N1", photo: "a.jpg"), file);
        var files = House.FilesOnDisk();
        async Task Tab()
        {
            for (var have = 0; have < file.Sealed.Length;)
                have = Part(await _awa.Part(file, have, Math.Min(30_000, file.Sealed.Length - have))).Have;
        }
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Tab()));
        Assert.Equal(file.Plain, await House.Bytes(Assert.Single(House.Files(instance))));
        Assert.Equal(files + 1, House.FilesOnDisk());
    }

    [Fact]
    public async Task A_part_that_breaks_off_counts_as_far_as_it_came()
    {
        var (instance, file) = (Rounds.NewInstance(), _awa.File("a.jpg", FieldPhone.Bytes(50_000)));
        await _awa.HandIn(Rounds.Record(instance, "N1", photo: "a.jpg"), file);
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync("127.0.0.1", new Uri(House.Origin).Port, TestContext.Current.CancellationToken);
            var head = $"PUT /api/field/files/{file.Id} HTTP/1.1\r\nHost: adit\r\nAuthorization: Bearer {_awa.Deposits}\r\nContent-Range: bytes 0-{file.Sealed.Length - 1}/{file.Sealed.Length}\r\nContent-Length: {file.Sealed.Length}\r\n\r\n";
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(file.Sealed.AsMemory(0, 20_000), TestContext.Current.CancellationToken);
            await Task.Delay(300, TestContext.Current.CancellationToken);
        }
        var have = 0;
        for (var waited = 0; have == 0 && waited < 100; waited++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            have = Part(await _awa.Have(file)).Have;
        }
        Assert.InRange(have, 1, 20_000);
        Assert.Equal((200, file.Sealed.Length), Part(await _awa.Part(file, have, file.Sealed.Length - have)));
        Assert.Equal(file.Plain, await House.Bytes(Assert.Single(House.Files(instance))));
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_hashed_at_capture_is_not_kept_and_after_three_tries_the_agent_is_told()
    {
        var (instance, file) = (Rounds.NewInstance(), _awa.File("a.jpg", FieldPhone.Bytes(5_000)));
        await _awa.HandIn(Rounds.Record(instance, "N1", photo: "a.jpg"), file);
        for (var tries = 0; tries < 3; tries++)
        {
            var content = new ByteArrayContent([.. file.Sealed[..^1], (byte)(file.Sealed[^1] ^ 1)]);
            content.Headers.ContentRange = new(0, file.Sealed.Length - 1, file.Sealed.Length);
            Assert.Equal((409, 0), Part(await _awa.Send(HttpMethod.Put, $"files/{file.Id}", _awa.Deposits, content)));
        }
        Assert.Equal((422, "file-damaged"), ((await _awa.Have(file)).Code, (await _awa.Have(file)).Kind));
        Assert.Equal(1, programme.Row(instance)!.Missing);
    }

    [Fact]
    public async Task Nobody_sends_a_file_of_another_agents_record_or_one_that_no_record_names()
    {
        var (instance, file) = (Rounds.NewInstance(), _awa.File("a.jpg", FieldPhone.Bytes(500)));
        await _awa.HandIn(Rounds.Record(instance, "N1", photo: "a.jpg"), file);
        var omari = await FieldPhone.Of(House, programme.Omari.Id);
        Assert.Equal(404, (await omari.Part(file, 0, 100)).Code);
        Assert.Equal(404, (await _awa.Have(_awa.File("b.jpg", FieldPhone.Bytes(500)))).Code);
    }

    [Fact]
    public async Task What_cannot_be_opened_is_refused_in_a_sentence()
    {
        var said = await _awa.HandInSealed(FieldPhone.Bytes(900));
        Assert.Equal((400, "unreadable", "What arrived cannot be opened here. It stays on the phone; tell your office."), (said.Code, said.Kind, said.Title));
        Assert.Equal((400, "unreadable"), (said.Code, (await _awa.HandInSealed(_awa.Seal("no gzip"u8.ToArray()))).Kind));
    }

    [Fact]
    public async Task A_record_that_is_refused_waits_for_the_office()
    {
        var xml = Rounds.Record(Rounds.NewInstance(), form: "no-such-form");
        var said = await _awa.HandIn(xml);
        Assert.Equal((404, "phone.form-unknown"), (said.Code, said.Kind));
        Assert.Contains(House.Database.Read(RefusedTable.All), r => House.Get<Quarantine>().Look(r) is { Row.Code: "phone.form-unknown" });
    }

    [Fact]
    public async Task How_far_the_phones_clock_is_off_is_measured_as_it_hands_in_not_guessed_from_the_record()
    {
        var (behind, right) = (Rounds.NewInstance(), Rounds.NewInstance());
        await _awa.HandIn(Rounds.Record(behind, "N1"), House.Noon.AddYears(-3));
        await _awa.HandIn(Rounds.Record(right, "N1"), House.Noon.AddSeconds(2));
        Assert.Equal((long)(House.Noon.AddYears(-3) - House.Noon).TotalSeconds, programme.Held(behind)!.Envelope!.DriftSeconds);
        Assert.Contains("clock-behind", programme.Held(behind)!.Odd);
        Assert.Equal(2, programme.Held(right)!.Envelope!.DriftSeconds);
        Assert.DoesNotContain(programme.Held(right)!.Odd, o => o.StartsWith("clock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_copied_from_paper_says_so_with_the_day_of_the_visit_and_the_day_it_was_typed_in()
    {
        var instance = Rounds.NewInstance();
        Assert.Equal(201, (await _awa.HandInFromPaper(Rounds.Record(instance, "N1", day: "2026-11-20"))).Code);
        var held = programme.Held(instance)!.Envelope!;
        Assert.Equal((Source.Paper, programme.Awa.Id.ToString()), (held.Source, held.EnteredBy));
        await House.Rated();
        Assert.Contains(House.Database.Read(db => DaysTable.SeenBy(db, [programme.North], new(2026, 11, 20), new(2026, 11, 24)))[programme.North], _ => true);
        Assert.Equal(House.Noon.Date, programme.Row(instance)!.Received.ToDateTimeOffset().Date);
    }

    [Fact]
    public async Task What_the_app_notes_about_a_photo_as_it_is_taken_stays_in_the_record_and_is_no_answer()
    {
        var instance = Rounds.NewInstance();
        var note = """<adit:file xmlns:adit="urn:adit:forms:1" name="a.jpg" sha256="00ff" taken="2026-11-23T12:00:00+02:00" place="-10.7 25.5 0 8"><adit:inside>x</adit:inside></adit:file>""";
        await _awa.HandIn(Rounds.Record(instance, "N1", note: "after").Replace("</orx:meta>", note + "</orx:meta>", StringComparison.Ordinal));
        var held = programme.Held(instance)!;
        Assert.Empty(held.Odd);
        Assert.Contains("00ff", System.Text.Encoding.UTF8.GetString(held.Xml.Span), StringComparison.Ordinal);
        Assert.DoesNotContain("file", System.Text.Encoding.UTF8.GetString(held.Answers[(int)Adit.Protection.Tier.T2].Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_became_of_a_record_reaches_its_agent_and_nobody_else()
    {
        var instance = Rounds.NewInstance();
        await _awa.HandIn(Rounds.Record(instance, "N1"));
        var since = (await _awa.Contact()).Body.GetProperty("upTo").GetInt64();
        var submission = House.Known(instance)!.Submission;
        await House.Record(new SubmissionReviewed(submission, ReviewState.HasIssues, "Which pit?"));
        await House.Record(new SubmissionReviewed(submission, ReviewState.Approved, ""));

        var told = (await _awa.Contact(since)).Body;
        Assert.Equal([("question", "Which pit?", instance), ("read", "", instance)], told.GetProperty("news").EnumerateArray().Select(n => (Text(n, "state"), Text(n, "note"), Text(n, "instance"))));
        Assert.Empty((await _awa.Contact(told.GetProperty("upTo").GetInt64())).Body.GetProperty("news").EnumerateArray());
        var jean = await FieldPhone.Of(House, programme.Jean.Id);
        Assert.Empty((await jean.Contact()).Body.GetProperty("news").EnumerateArray());
    }

    [Fact]
    public async Task A_phone_that_is_locked_says_nothing_of_what_was_begun_on_it_and_what_it_said_before_stays()
    {
        await _awa.Contact(unsent: 3);
        Assert.Equal(200, (await _awa.Send(HttpMethod.Post, "contact", _awa.Deposits, System.Net.Http.Json.JsonContent.Create(new { app = "adit/1", unsent = 2, drafts = (int?)null, since = 0 }))).Code);
        var said = Assert.Single(House.Database.Read(db => Adit.People.ContactsTable.Of(db, [programme.Awa.Id]))[programme.Awa.Id], c => c.Device == _awa.Device);
        Assert.Equal((2, 1), (said.Unsent, said.Drafts));
    }

    [Fact]
    public async Task The_pack_holds_the_agents_own_sites_and_forms_and_no_colleague()
    {
        var said = await _awa.Pack();
        var text = said.Body.GetRawText();
        Assert.Equal(["N1"], said.Body.GetProperty("sites").EnumerateArray().Select(s => Text(s, "code")));
        Assert.Contains(said.Body.GetProperty("forms").EnumerateArray(), f => Text(f, "form") == "adit-visit" && Text(f, "group") == "main" && f.GetProperty("visit").GetBoolean());
        Assert.Contains(said.Body.GetProperty("forms").EnumerateArray(), f => Text(f, "form") == "adit-child-at-risk" && Text(f, "group") == "other" && f.GetProperty("protected").GetBoolean());
        Assert.Contains(said.Body.GetProperty("due").EnumerateArray(), d => Text(d, "kind") == "visit" && Text(d, "form") == "adit-visit");
        foreach (var other in new[] { "Jean", "Omari", programme.Jean.Id.ToString(), "Site S1" })
            Assert.DoesNotContain(other, text, StringComparison.Ordinal);
        foreach (var form in said.Body.GetProperty("forms").EnumerateArray())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Text(form, "address")) { Headers = { Authorization = new("Bearer", _awa.Reads) } };
            using var answer = await House.Http.SendAsync(request, TestContext.Current.CancellationToken);
            var xml = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Assert.Equal(Text(form, "sha256"), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(xml)));
        }
    }

    private static string State(Said said) => said.Body.GetProperty("state").GetString()!;

    private static string Text(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int Have(System.Text.Json.JsonElement file) => file.GetProperty("have").GetInt32();

    private static (int Code, int Have) Part(Said said) => (said.Code, Have(said.Body));
}
