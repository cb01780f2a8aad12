using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Adit.Storage;

/// <summary>
/// A statement with its values that was run and is not sent yet. Inserts of one form go out as one statement of many rows, at the place of the first of them,
/// as far as nothing between them reads or writes their table, and none would change what another one wrote: PostgreSQL takes rows in so several times as fast as
/// statements.
/// </summary>
internal sealed partial class Gathered
{
    // Of what kind a value is that was null until now, statement by statement: PostgreSQL prepares a statement for kinds, and null is of none.
    private static readonly ConcurrentDictionary<string, Form> Forms = [];

    private readonly string _sql;
    private readonly object?[] _values;
    private readonly Form _form;

    public Gathered(string sql, params object?[] values)
    {
        (_sql, _values, _form) = (sql, values, Forms.GetOrAdd(sql, static (sql, count) => Form.Of(sql, count), values.Length));
        for (var i = 0; i < values.Length; i++)
            _form.Kinds[i] ??= KindOf(values[i]);
    }

    /// <summary>The commands that do what all of them do, in order.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Commands(IReadOnlyList<Gathered> all, int from, int until)
    {
        var (groups, open) = (new List<List<Gathered>>(), new Dictionary<string, (List<Gathered> Group, HashSet<string> Keys)>());
        for (var i = from; i < until; i++)
        {
            var form = all[i]._form;
            if (form.Rows is not null && open.TryGetValue(form.Tables[0], out var found) && ReferenceEquals(found.Group[0]._form, form) && (form.Key.IsEmpty || found.Keys.Add(all[i].Key)))
            {
                found.Group.Add(all[i]);
                continue;
            }
            foreach (var table in form.Tables)
                open.Remove(table);
            groups.Add([all[i]]);
            if (form.Rows is not null)
                open[form.Tables[0]] = (groups[^1], form.Key.IsEmpty ? [] : [all[i].Key]);
        }
        return groups.SelectMany(g => g.Count > 1 && !g[0]._form.Kinds.Contains(null) ? [Rows(g)] : g.Select(s => s.Command()));
    }

    // Which row an insert changes where it is there already.
    private string Key => string.Join('\0', _form.Key.Select(i => _values[i] is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(_values[i], CultureInfo.InvariantCulture)));

    private NpgsqlBatchCommand Command()
    {
        var command = new NpgsqlBatchCommand(_sql);
        for (var i = 0; i < _values.Length; i++)
            command.Parameters.Add(_values[i] switch
            {
                string text => new NpgsqlParameter<string> { TypedValue = text },
                long number => new NpgsqlParameter<long> { TypedValue = number },
                int number => new NpgsqlParameter<long> { TypedValue = number },
                byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes },
                _ => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = _form.Kinds[i] ?? NpgsqlDbType.Unknown },
            });
        return command;
    }

    private static NpgsqlBatchCommand Rows(List<Gathered> rows)
    {
        var form = rows[0]._form;
        var command = new NpgsqlBatchCommand(form.Rows!);
        for (var i = 0; i < form.Kinds.Length; i++)
        {
            var kind = form.Kinds[i]!.Value;
            command.Parameters.Add(kind switch
            {
                NpgsqlDbType.Text => new NpgsqlParameter<string?[]> { TypedValue = [.. rows.Select(r => (string?)r._values[i])] },
                NpgsqlDbType.Bigint => new NpgsqlParameter<long?[]> { TypedValue = [.. rows.Select(r => r._values[i] is { } number ? Convert.ToInt64(number, null) : (long?)null)] },
                _ => new NpgsqlParameter<byte[]?[]> { TypedValue = [.. rows.Select(r => (byte[]?)r._values[i])] },
            });
        }
        return command;
    }

    private static NpgsqlDbType? KindOf(object? value) => value switch
    {
        string => NpgsqlDbType.Text,
        long or int => NpgsqlDbType.Bigint,
        byte[] => NpgsqlDbType.Bytea,
        null => null,
        _ => throw new ArgumentException($"No column holds a {value.GetType().Name}.", nameof(value)),
    };

    /// <summary>What is known of a statement's text.</summary>
    /// <param name="Kinds">The kinds of its values, as far as one was not null yet.</param>
    /// <param name="Tables">The tables it reads or writes.</param>
    /// <param name="Rows">The statement that does it for many rows at once, with a list in the place of each value; null where there is none.</param>
    /// <param name="Key">Which of its values say what row is changed where it is there already: one statement changes a row once.</param>
    private sealed record Form(NpgsqlDbType?[] Kinds, string[] Tables, string? Rows, ImmutableArray<int> Key)
    {
        public static Form Of(string sql, int values)
        {
            var tables = Named().Matches(sql).Select(m => m.Groups["table"].Value).Distinct().ToArray();
            var lists = string.Join(", ", Enumerable.Range(1, values).Select(n => $"${n}"));
            var columns = string.Join(", ", Enumerable.Range(1, values).Select(n => $"v{n}"));
            if (values == 0 || Insert().Match(sql) is not { Success: true } insert || KeyOf(insert) is not { } key)
                return new(new NpgsqlDbType?[values], tables, null, []);
            var rows = $"{insert.Groups["into"].Value} select {insert.Groups["row"].Value.Replace("$", "v", StringComparison.Ordinal)} from unnest({lists}) as r({columns}){insert.Groups["end"].Value}";
            return new(new NpgsqlDbType?[values], tables, rows, key);
        }

        // Null where the key is not made of values alone.
        private static ImmutableArray<int>? KeyOf(Match insert)
        {
            var (into, row) = (Split(insert.Groups["columns"].Value), Split(insert.Groups["row"].Value));
            var key = Split(insert.Groups["key"].Value).Select(name => row[Array.IndexOf(into, name)]).ToList();
            return key.TrueForAll(value => value.StartsWith('$')) ? [.. key.Select(value => int.Parse(value.AsSpan(1), CultureInfo.InvariantCulture) - 1)] : null;
        }

        private static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    // An insert of one row, that may change the one of the same key.
    [GeneratedRegex(@"^(?<into>insert into \w+ \((?<columns>[^)]*)\))\s+values \((?<row>[^()']*)\)(?<end>\s+on conflict do nothing|\s+on conflict \((?<key>[^)]*)\) do update set [^$]*)?$")]
    private static partial Regex Insert();

    [GeneratedRegex(@"\b(into|from|join|update)\s+(?<table>\w+)")]
    private static partial Regex Named();
}
