using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Turns a checked playbook into a model.</summary>
internal static class ModelCompiler
{
    public static EngagementModel? Compile(YamlMap playbook, ErrorSink errors)
    {
        // 1. What may be named.
        Dictionary<string, DeclaredEvent> events = EventsCompiler.Events(playbook, errors);
        var stagesCompiler = new StagesCompiler(playbook, errors);
        var tables = new ModelTables(events, EventsCompiler.Fields(playbook.Map("traits")), stagesCompiler.Names());

        // 2. What names it.
        IReadOnlyList<Stage> stages = stagesCompiler.Compile(tables);
        IReadOnlyList<Campaign> campaigns = new CampaignsCompiler(playbook, tables, errors).Compile();
        var settings = new SettingsCompiler(playbook, errors);
        TimeZoneInfo zone = settings.Zone();
        Domain.Churn.ChurnModel churn = settings.Churn();
        if (errors.Count > 0)
        {
            return null;
        }

        // 3. Only what turned out to be used is looked for in events and counted.
        return new EngagementModel
        {
            Name = playbook.Scalar("playbook")!.Text,
            ContentHash = ContentHash.Of(playbook),
            Calendar = zone.Equals(TimeZoneInfo.Utc) ? LocalCalendar.Utc : new LocalCalendar(zone),
            Schema = new EventSchema([.. events.Keys], tables.Properties.Paths, tables.Traits.Paths),
            Events = [.. events.Values.Select(e => new TrackedEvent(e.Name, e.Activity))],
            Metrics = tables.Metrics.Build(),
            Stages = stages,
            Campaigns = campaigns,
            Churn = churn,
            SessionGapMs = SettingsCompiler.Duration(playbook.Map("sessions"), "gap", 30 * Durations.Minute),
            MaxLatenessMs = SettingsCompiler.Duration(playbook, "max_lateness", Durations.Hour),
            UnlistedEventsAreActivity = playbook.Scalar("unlisted_events")?.Text != "ignored",
        };
    }
}
