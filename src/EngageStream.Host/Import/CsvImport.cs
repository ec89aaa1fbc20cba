using EngageStream.Domain.Naming;
using EngageStream.Fitting.Csv;
using EngageStream.Host.Cli;
using EngageStream.Host.Mapping;
using EngageStream.Host.Mapping.Expressions;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Import;

/// <summary>
/// Turns a CSV file into events in the order of their times. The events of a file are held in memory until its end, since files
/// are rarely sorted by time and an event's rows may lie anywhere: about 0.5 KB per event. Single use.
/// </summary>
public sealed class CsvImport(ImportMap map)
{
    private const int RowsBetweenReports = 8192;
    private readonly HashSet<ulong> _seenRows = [];
    private readonly GroupIndex _groups = new(map.GroupBy);
    private readonly decimal[] _measures = new decimal[map.Events.Count == 0 ? 0 : map.Events.Max(rule => rule.Aggregates.Count)];
    private string _lastTimeText = "";
    private long _lastTimeMs;
    private LocalTimeKind _lastTimeKind;
    private bool _lastTimeRead;

    /// <summary>What became of the rows.</summary>
    public ImportReport Report { get; } = new();

    /// <summary>Reads all rows.</summary>
    /// <param name="text">The CSV text.</param>
    /// <param name="progress">Told the number of rows now and then.</param>
    /// <param name="cancellation">Stops between two rows.</param>
    /// <returns>The events, ordered by time; of equal times in the order of the file.</returns>
    /// <exception cref="CommandException">The header lacks a column of the map.</exception>
    /// <exception cref="CsvException">The file is not well-formed.</exception>
    public IReadOnlyList<ImportedEvent> Run(TextReader text, Action<long>? progress, CancellationToken cancellation)
    {
        var reader = new CsvReader(text, map.Csv);
        int[] fields = reader.Read() ? BindHeader(reader.Record)
            : throw new CommandException(ExitCode.Invalid, "the CSV file is empty: its header is missing");
        int fieldCount = reader.Record.Count;
        var row = new Row(map.Columns.Select(column => column.Name).ToList(), fields);
        while (reader.Read())
        {
            Report.Rows++;
            if (reader.Record.Count != fieldCount)
            {
                Report.Skipped.Add("wrong number of fields", reader.Record.Line);
                continue;
            }

            row.Reset(reader.Record);
            if (Take(row, reader.Record) is { } reason)
            {
                Report.Skipped.Add(reason, reader.Record.Line);
            }
            else
            {
                Report.RowsInEvents++;
            }

            if (Report.Rows % RowsBetweenReports == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Invoke(Report.Rows);
            }
        }

        progress?.Invoke(Report.Rows);
        return Finish();
    }

    // Gives the reason for which a row is skipped, or null when it has become part of an event.
    private string? Take(Row row, CsvRecord record)
    {
        try
        {
            // 1. What the map leaves out.
            foreach (SkipRule rule in map.Skip)
            {
                if (rule.When.Holds(row) && row.Fault is null)
                {
                    return rule.Reason;
                }
            }

            // 2. A row that has been there in every field.
            if (!_seenRows.Add(record.Fingerprint()))
            {
                Report.DuplicateRows++;
                if (map.SkipDuplicateRows)
                {
                    return "repeated row";
                }
            }

            // 3. Whose row, and when.
            string person = map.Person.Read(row);
            if (person.Length == 0)
            {
                return "no person";
            }

            if (!ReadTime(row))
            {
                return "unreadable time";
            }

            // 4. Its event: found, or begun by this row.
            bool known = _groups.TryFind(row, out EventGroup? group);
            EventRule? kind = known ? group!.Rule : RuleFor(row);
            if (kind is null || row.Fault is not null)
            {
                return row.Fault ?? "no event for it in the map";
            }

            // 5. All measures first: a row with one bad number contributes nothing.
            for (int i = 0; i < kind.Aggregates.Count; i++)
            {
                _measures[i] = kind.Aggregates[i].Measure(row);
            }

            if (row.Fault is not null)
            {
                return row.Fault;
            }

            if (!known)
            {
                group = new EventGroup(kind, person, map.MessageId.Fill(row), row.TimeMs);
                _groups.Add(group);
            }

            group!.Add(row, _measures);
            return null;
        }
        catch (OverflowException)
        {
            return "number too large";
        }
    }

    private EventRule? RuleFor(Row row)
    {
        foreach (EventRule rule in map.Events)
        {
            if (rule.When is null || rule.When.Holds(row))
            {
                return rule;
            }
        }

        return null;
    }

    // Lines of one invoice follow each other with the same time: reading it once is enough.
    private bool ReadTime(Row row)
    {
        ReadOnlySpan<char> text = row.Text(map.Time.Slot);
        if (!text.SequenceEqual(_lastTimeText))
        {
            _lastTimeText = text.ToString();
            _lastTimeRead = map.Time.TryRead(text, out _lastTimeMs, out _lastTimeKind);
        }

        Report.AmbiguousTimes += _lastTimeRead && _lastTimeKind == LocalTimeKind.Ambiguous ? 1 : 0;
        Report.SkippedTimes += _lastTimeRead && _lastTimeKind == LocalTimeKind.Skipped ? 1 : 0;
        row.TimeMs = _lastTimeMs;
        return _lastTimeRead;
    }

    private List<ImportedEvent> Finish()
    {
        var people = new HashSet<string>(StringComparer.Ordinal);
        var messages = new HashSet<(string Person, string MessageId)>();
        using var writer = new EventWriter();
        var events = new List<ImportedEvent>(_groups.Groups.Count);
        foreach (EventGroup group in _groups.Groups.OrderBy(g => g.TimeMs))
        {
            events.Add(writer.Write(group));
            people.Add(group.Person);
            Report.RepeatedMessageIds += messages.Add((group.Person, group.MessageId)) ? 0 : 1;
            Report.EventsWithSeveralTimes += group.SeveralTimes ? 1 : 0;
            Report.EventsByName[group.Rule.Name] = Report.EventsByName.GetValueOrDefault(group.Rule.Name) + 1;
        }

        Report.People = people.Count;
        Report.FirstMs = events.Count > 0 ? events[0].TimeMs : -1;
        Report.LastMs = events.Count > 0 ? events[^1].TimeMs : -1;
        return events;
    }

    private int[] BindHeader(CsvRecord header)
    {
        List<string> names = Enumerable.Range(0, header.Count).Select(i => header[i].Trim().ToString()).ToList();
        List<string> faults = map.Columns
            .Where(column => !names.Contains(column.Name, StringComparer.Ordinal))
            .Select(column => $"{map.File}:{column.At.Line}:{column.At.Column}: the CSV file has no column '{column.Name}'; "
                + $"it has {string.Join(", ", names)}{NearestName.Hint(column.Name, names)}")
            .ToList();
        return faults.Count == 0
            ? map.Columns.Select(column => names.IndexOf(column.Name)).ToArray()
            : throw new CommandException(ExitCode.Invalid, string.Join('\n', faults));
    }
}
