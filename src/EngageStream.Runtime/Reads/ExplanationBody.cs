using System.Text.Json;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Churn;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Foresight;
using EngageStream.Domain.Lifecycle;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Shards;
using Rfc3339 = EngageStream.Runtime.Outputs.Rfc3339;

namespace EngageStream.Runtime.Reads;

/// <summary>Explains a person: docs/schemas/explanation.v1.schema.json. Not thread-safe.</summary>
internal sealed class ExplanationBody(EngagementModel model, IUserActor actor, bool live)
{
    /// <summary>Most changes that are foretold.</summary>
    public const int MostChanges = 5;

    /// <summary>How far is looked ahead.</summary>
    public const long HorizonMs = 365 * Durations.Day;

    private readonly StageMachine _stages = new(model);
    private readonly SilenceForesight _foresight = new(actor);
    private readonly List<ExplainedValue> _values = [];

    /// <summary>Writes the explanation's members. The state is led into the future: it must not be used any more.</summary>
    public void Write(Utf8JsonWriter json, UserState user, CommittedUser committed)
    {
        long nowMs = committed.ClockMs;
        var context = new EvaluationContext(model, user, nowMs, null);
        WriteWindows(json, user, nowMs);
        WriteStages(json, context);
        WriteRisk(json, user, nowMs);
        WriteTimers(json, context, committed.DueMs);
        WriteNext(json, user, committed);
    }

    private void WriteWindows(Utf8JsonWriter json, UserState user, long nowMs)
    {
        json.WriteStartArray("windows"u8);
        foreach (WindowValue window in WindowValue.AllOf(model, user, nowMs))
        {
            json.WriteStartObject();
            json.WriteString("metric"u8, window.Metric.Name);
            json.WriteString("window"u8, window.Span.Name());
            BodyParts.WriteNumber(json, "total"u8, window.Total);
            json.WriteNumber("days"u8, window.Days);
            WriteInstant(json, "next_expiry"u8, window.NextExpiryMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteStages(Utf8JsonWriter json, in EvaluationContext context)
    {
        json.WriteStartArray("stages"u8);
        foreach (Stage stage in model.Stages)
        {
            _values.Clear();
            stage.When.Explain(context, _values);
            json.WriteStartObject();
            json.WriteString("stage"u8, stage.Name);
            json.WriteBoolean("holds"u8, stage.When.Holds(context));
            BodyParts.WriteValues(json, _values);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteRisk(Utf8JsonWriter json, UserState user, long nowMs)
    {
        json.WriteStartArray("risk"u8);
        if (user.ActiveDays > 0)
        {
            foreach (RiskContribution part in model.Churn.Explain(RiskClock.HistoryAt(model, user, nowMs)))
            {
                json.WriteStartObject();
                json.WriteString("name"u8, part.Name);
                BodyParts.WriteNumber(json, "log_odds"u8, part.Value);
                json.WriteString("text"u8, part.Text);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private void WriteTimers(Utf8JsonWriter json, in EvaluationContext context, long dueMs)
    {
        WriteInstant(json, "timer"u8, dueMs);
        json.WriteStartArray("pending"u8);
        foreach (PendingTimer timer in PendingTimers.Of(_stages, context))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, OutputNames.Of(timer.Kind));
            if (timer.Kind == PendingTimerKind.Absence)
            {
                json.WriteString("campaign"u8, model.Campaigns[timer.Campaign].Name);
            }

            WriteInstant(json, "at"u8, timer.AtMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteNext(Utf8JsonWriter json, UserState user, CommittedUser committed)
    {
        long horizonMs = committed.ClockMs + HorizonMs;
        // A timer that is overdue already is sent now, if live: then it may be too late for that.
        IReadOnlyList<ForeseenStep> steps = _foresight.Of(
            user, committed.DueMs, horizonMs, MostChanges, dueMs => live ? Math.Max(dueMs, committed.ClockMs) : 0);
        WriteInstant(json, "horizon"u8, horizonMs);
        json.WriteStartArray("next"u8);
        foreach (ForeseenStep step in steps)
        {
            ForeseenBody.Write(json, model, step);
        }

        json.WriteEndArray();
    }

    private static void WriteInstant(Utf8JsonWriter json, ReadOnlySpan<byte> name, long instantMs) =>
        Rfc3339.WriteTo(json, name, instantMs == Durations.Never ? 0 : instantMs);
}
