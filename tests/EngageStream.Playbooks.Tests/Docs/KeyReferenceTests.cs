using System.Text.Json.Nodes;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;

namespace EngageStream.Playbooks.Tests.Docs;

/// <summary>The table of keys at the end of docs/playbook.md is made from the code, complete, and right about defaults.</summary>
public class KeyReferenceTests
{
    private static readonly string[][] Rows =
    [
        .. PlaybookReference.Markdown().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
            .Select(row => row.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim()).ToArray()),
    ];

    [Fact]
    public void The_page_ends_in_the_table_made_from_the_key_tables()
    {
        string path = Repository.PathOf("docs/playbook.md");
        string page = File.ReadAllText(path);
        int table = page.IndexOf(PlaybookReference.Mark, StringComparison.Ordinal) + PlaybookReference.Mark.Length;
        if (Environment.GetEnvironmentVariable(PlaybookSchemaTests.Rewrite) == "1")
        {
            File.WriteAllText(path, page[..table] + PlaybookReference.Markdown());
        }

        Assert.Equal(PlaybookReference.Markdown(), File.ReadAllText(path)[table..]);
    }

    [Fact]
    public void The_table_has_every_key_of_the_schema_once()
    {
        var keys = new List<string>();
        Collect(JsonNode.Parse(PlaybookSchema.ToJson())!, "", keys);
        Assert.True(keys.Count > 30);
        Assert.Equal(keys.Order(StringComparer.Ordinal), Rows.Select(row => row[0].Trim('`')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_key_has_five_cells_and_a_meaning() =>
        Assert.All(Rows, row => Assert.True(row.Length == 5 && row[4].EndsWith('.'), string.Join('|', row)));

    [Fact]
    public void To_state_a_default_changes_nothing()
    {
        Dictionary<string, string> defaults = Rows.Where(row => row[3].StartsWith('`'))
            .ToDictionary(row => row[0].Trim('`'), row => row[3].Trim('`'));
        Assert.Equal(9, defaults.Count);
        string bare = Settings(Sample.Text().Replace("    away: true\n", "", StringComparison.Ordinal));
        string stated = Settings($$"""
            zone: {{defaults["zone"]}}
            unlisted_events: {{defaults["unlisted_events"]}}
            max_lateness: {{defaults["max_lateness"]}}
            sessions: { gap: {{defaults["sessions.gap"]}} }
            churn: { bands: { medium: {{defaults["churn.bands.medium"]}}, high: {{defaults["churn.bands.high"]}} } }

            """ + Sample.Text()
            .Replace("away: true", $"away: {defaults["stages[].away"]}", StringComparison.Ordinal)
            .Replace("Signed Up: {}", $"Signed Up: {{ activity: {defaults["events.NAME.activity"]} }}", StringComparison.Ordinal)
            .Replace("    where: ", $"    cooldown: {defaults["campaigns[].cooldown"]}\n    where: ", StringComparison.Ordinal));
        Assert.Equal(bare, stated);
    }

    private static string Settings(string text)
    {
        EngagementModel model = Sample.Model(text);
        string flags = string.Join(", ", model.Events.Select(e => e.Activity).Concat(model.Stages.Select(s => s.Away)));
        return $"{model.Calendar == LocalCalendar.Utc}, {model.UnlistedEventsAreActivity}, {model.MaxLatenessMs}, {model.SessionGapMs}, "
            + $"{model.Churn.Bands}, {flags}, {model.Campaigns.Single().CooldownMs}";
    }

    private static void Collect(JsonNode schema, string above, List<string> keys)
    {
        foreach (JsonNode? choice in schema["oneOf"]?.AsArray() ?? [])
        {
            Collect(choice!, above, keys);
        }

        foreach ((string name, JsonNode? value) in schema["properties"]?.AsObject() ?? [])
        {
            keys.Add(above + name);
            Collect(value!, $"{above}{name}.", keys);
            if (value!["items"] is { } items)
            {
                Collect(items, $"{above}{name}[].", keys);
            }

            if (value["additionalProperties"] is JsonObject named)
            {
                Collect(named, $"{above}{name}.NAME.", keys);
            }
        }
    }
}
