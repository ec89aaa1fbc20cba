using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Compiles the sections <c>events</c> and <c>traits</c>.</summary>
internal static class EventsCompiler
{
    public static Dictionary<string, DeclaredEvent> Events(YamlMap playbook, ErrorSink errors)
    {
        var events = new Dictionary<string, DeclaredEvent>(StringComparer.Ordinal);
        foreach (YamlEntry entry in playbook.Map("events")?.Entries ?? [])
        {
            string name = entry.Key.Text;
            if (name == MetricTable.ActivityName)
            {
                errors.Report(
                    entry.Key.Mark, $"an event cannot be called {name}: windows of every activity are named so", "another event name");
            }
            else if (name.IndexOfAny(['\'', '"', '\n']) >= 0)
            {
                errors.Report(
                    entry.Key.Mark, "an event name with a quote or a line break cannot stand in an expression", "another event name");
            }

            var settings = entry.Value as YamlMap;
            bool activity = settings?.Scalar("activity")?.Text != "false";
            events.Add(name, new DeclaredEvent(events.Count, name, activity, Fields(settings?.Map("properties")), entry.Key.Mark));
        }

        return events;
    }

    public static Dictionary<string, FieldType> Fields(YamlMap? fields)
    {
        var types = new Dictionary<string, FieldType>(StringComparer.Ordinal);
        foreach (YamlEntry entry in fields?.Entries ?? [])
        {
            types.Add(entry.Key.Text, entry.Value is YamlScalar { Text: "number" } ? FieldType.Number : FieldType.Text);
        }

        return types;
    }
}
