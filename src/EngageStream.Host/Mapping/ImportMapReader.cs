using System.Text;
using EngageStream.Domain.Naming;
using EngageStream.Domain.Time;
using EngageStream.Fitting.Csv;
using EngageStream.Host.Mapping.Expressions;
using EngageStream.Host.Yaml;
using EngageStream.Runtime.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EngageStream.Host.Mapping;

/// <summary>Reads a map from YAML, strictly: unknown keys, wrong values and expressions that are not understood are all reported.</summary>
public sealed class ImportMapReader
{
    private readonly string _file;
    private readonly YamlErrors _errors;
    private readonly ColumnSet _columns = new();
    private readonly List<Mark> _places = [];
    private HashSet<string>? _shared;

    private ImportMapReader(string file)
    {
        _file = file;
        _errors = new YamlErrors(file);
    }

    /// <summary>Reads a map.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">Name of the file, for messages.</param>
    public static ImportMapResult Read(string text, string file)
    {
        var reader = new ImportMapReader(file);
        YamlSection? root = YamlText.Load(text, reader._errors);
        ImportMap? map = root is null ? null : reader.ReadMap(root);
        return reader._errors.Any ? new ImportMapResult(null, reader._errors.Sorted) : new ImportMapResult(map, []);
    }

    // The order matters: group_by comes before everything that asks whether a column is the same in a whole group.
    private ImportMap? ReadMap(YamlSection root)
    {
        CsvDialect dialect = root.Section("csv") is { } csv ? Dialect(csv) : CsvDialect.Default;
        TimeColumn? time = root.Section("time", required: true) is { } timeSection ? Time(timeSection) : null;
        (PersonColumn? person, YamlScalarNode? personName) = root.Section("person", required: true) is { } section ? Person(section)
            : default;
        IReadOnlyList<int> groupBy = GroupBy(root, personName);
        bool skipDuplicates = root.Word("duplicate_rows", "keep", "skip") == "skip";
        List<SkipRule> skip = root.Items("skip").Select(Skip).OfType<SkipRule>().ToList();
        TextTemplate? messageId = root.Scalar("message_id", required: true) is { } id
            ? Parse(id, text => TextTemplate.Parse(text, _columns, _shared))
            : null;
        YamlSection? traits = root.Section("traits");
        List<EventRule> events = root.Items("events").Select(node => Rule(node, traits)).OfType<EventRule>().ToList();
        (long every, long runOn) = root.Section("clock") is { } clock ? Clock(clock) : (Durations.Hour, 0L);
        root.Finish();
        RequireReachableEvents(root, events);
        return time is null || person is null || messageId is null ? null : new ImportMap
        {
            File = _file,
            Csv = dialect,
            Columns = _columns.Names.Select((name, slot) => new MappedColumn(name, _places[slot])).ToList(),
            Time = time,
            Person = person,
            GroupBy = groupBy,
            SkipDuplicateRows = skipDuplicates,
            Skip = skip,
            MessageId = messageId,
            Events = events,
            ClockEveryMs = every,
            RunOnMs = runOn,
        };
    }

    private CsvDialect Dialect(YamlSection section)
    {
        char delimiter = Character(section, "delimiter", ',');
        char quote = Character(section, "quote", '"');
        string encoding = section.Word("encoding", "utf-8", "latin1", "utf-16");
        section.Finish();
        if (delimiter == quote)
        {
            _errors.Add(section.Node, "delimiter and quote must differ");
        }

        Encoding found = encoding switch { "latin1" => Encoding.Latin1, "utf-16" => Encoding.Unicode, _ => new UTF8Encoding(false) };
        return new CsvDialect(delimiter, quote, found);
    }

    private char Character(YamlSection section, string key, char absent)
    {
        YamlScalarNode? scalar = section.Scalar(key);
        string value = scalar?.Value is { } text ? text.Replace("tab", "\t", StringComparison.Ordinal) : absent.ToString();
        if (value.Length == 1 && value[0] is not ('\r' or '\n'))
        {
            return value[0];
        }

        _errors.Add(scalar!, $"'{key}' must be one character, or tab; found '{value}'");
        return absent;
    }

    private TimeColumn? Time(YamlSection section)
    {
        YamlScalarNode? column = section.Scalar("column", required: true);
        YamlScalarNode? format = section.Scalar("format");
        YamlScalarNode? zoneName = section.Scalar("zone");
        section.Finish();
        if (format is not null && !TimeColumn.IsFormat(format.Value!))
        {
            const string Expected = "expected iso, epoch_s, epoch_ms, or a pattern such as yyyy-MM-dd HH:mm:ss";
            _errors.Add(format, $"'{format.Value}' does not describe a date and time; {Expected}");
        }

        TimeZoneInfo? zone = TimeZoneInfo.Utc;
        if (zoneName is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zoneName.Value!, out zone))
        {
            IEnumerable<string> known = TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id);
            string hint = NearestName.Hint(zoneName.Value!, known);
            _errors.Add(zoneName, $"unknown time zone '{zoneName.Value}'; expected an IANA name such as Europe/London{hint}");
        }

        return column is null || zone is null ? null : new TimeColumn(Slot(column), format?.Value ?? "iso", zone);
    }

    private (PersonColumn? Person, YamlScalarNode? Column) Person(YamlSection section)
    {
        YamlScalarNode? column = section.Scalar("column", required: true);
        string suffix = section.Scalar("strip_suffix")?.Value ?? "";
        string prefix = section.Scalar("prefix")?.Value ?? "";
        section.Finish();
        return column is null ? default : (new PersonColumn(Slot(column), suffix, prefix), column);
    }

    private List<int> GroupBy(YamlSection root, YamlScalarNode? person)
    {
        List<YamlScalarNode> columns = root.Items("group_by").OfType<YamlScalarNode>().Where(node => !string.IsNullOrEmpty(node.Value))
            .ToList();
        if (columns.Count == 0)
        {
            return [];
        }

        _shared = columns.Select(node => node.Value!).ToHashSet(StringComparer.Ordinal);
        if (person is not null && !_shared.Contains(person.Value!))
        {
            _errors.Add(columns[0], $"group_by must contain the person column '{person.Value}': an event belongs to one person");
        }

        return columns.Select(Slot).ToList();
    }

    private SkipRule? Skip(YamlNode node)
    {
        if (RuleSection(node, "a skip rule") is not { } section)
        {
            return null;
        }

        YamlScalarNode? when = section.Scalar("when", required: true);
        YamlScalarNode? reason = section.Scalar("reason", required: true);
        section.Finish();
        RowCondition? condition = when is null ? null
            : Parse(when, text => new ExpressionParser(text, _columns, _shared).Condition(wholeGroup: false));
        return condition is null || reason is null ? null : new SkipRule(condition, reason.Value!);
    }

    private EventRule? Rule(YamlNode node, YamlSection? traits)
    {
        if (RuleSection(node, "an event") is not { } section)
        {
            return null;
        }

        var aggregates = new List<Aggregate>();
        YamlScalarNode? name = section.Scalar("name", required: true);
        YamlScalarNode? when = section.Scalar("when");
        RowCondition? condition = when is null ? null
            : Parse(when, text => new ExpressionParser(text, _columns, _shared).Condition(wholeGroup: true));
        List<MappedProperty> properties = Properties(section.Section("properties"), aggregates);
        List<ConstantProperty> constants = (section.Section("constants")?.FreeEntries() ?? []).Select(Constant).ToList();
        section.Finish();
        foreach (ConstantProperty twice in constants.Where(c => properties.Exists(p => p.Name == c.Name)))
        {
            _errors.Add(node, $"'{twice.Name}' is both in properties and in constants");
        }

        return name is null ? null
            : new EventRule(name.Value!, condition, aggregates, properties, Properties(traits, aggregates), constants);
    }

    private List<MappedProperty> Properties(YamlSection? section, List<Aggregate> aggregates)
    {
        var properties = new List<MappedProperty>();
        foreach ((YamlScalarNode key, YamlScalarNode value) in section?.FreeEntries() ?? [])
        {
            if (Parse(value, text => new ExpressionParser(text, _columns, _shared).Property(aggregates)) is { } expression)
            {
                properties.Add(new MappedProperty(key.Value!, expression));
            }
        }

        return properties;
    }

    private static ConstantProperty Constant((YamlScalarNode Key, YamlScalarNode Value) entry) =>
        new(entry.Key.Value!, YamlConstant.ToJson(entry.Value));

    private static (long Every, long RunOn) Clock(YamlSection section)
    {
        long every = section.Duration("every", absent: Durations.Hour, least: Durations.Minute);
        long runOn = section.Duration("run_on", absent: 0, least: 0);
        section.Finish();
        return (every, runOn);
    }

    private void RequireReachableEvents(YamlSection root, List<EventRule> events)
    {
        if (events.Count == 0 && !_errors.Any)
        {
            _errors.Add(root.Node, "the file lacks 'events': a list with at least one event");
        }

        int always = events.FindIndex(rule => rule.When is null);
        if (always >= 0 && always < events.Count - 1)
        {
            _errors.Add(root.Find("events")!, $"events after '{events[always].Name}' are never reached: it has no 'when'");
        }
    }

    private YamlSection? RuleSection(YamlNode node, string title)
    {
        if (node is YamlMappingNode mapping)
        {
            return new YamlSection(mapping, title, _errors);
        }

        _errors.Add(node, $"{title} must be a mapping of keys to values");
        return null;
    }

    private int Slot(YamlScalarNode column) => Placed(column, () => _columns.Slot(column.Value!));

    private T? Parse<T>(YamlScalarNode node, Func<string, T> parse)
        where T : class
    {
        try
        {
            return Placed(node, () => parse(node.Value!));
        }
        catch (ExpressionException fault)
        {
            _errors.Add(node, fault.Offset, fault.Message);
            return null;
        }
    }

    // Notes the place at which a column is named first, for the fault "no such column" when a header is at hand.
    private T Placed<T>(YamlScalarNode node, Func<T> read)
    {
        try
        {
            return read();
        }
        finally
        {
            while (_places.Count < _columns.Names.Count)
            {
                _places.Add(node.Start);
            }
        }
    }
}
