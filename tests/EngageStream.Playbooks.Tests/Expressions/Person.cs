using System.Text;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;

namespace EngageStream.Playbooks.Tests.Expressions;

/// <summary>A state built by hand, and an event at hand, of whom one expression is asked.</summary>
internal sealed class Person
{
    /// <summary>2024-06-15T12:00:00Z: the instant as of which is asked.</summary>
    public const long Now = 1_718_452_800_000;

    private readonly EngagementModel _model;
    private readonly InputEvent _event;

    public Person(EngagementModel model)
    {
        _model = model;
        _event = new InputEvent(model.Schema);
        State = new UserState
        {
            FirstSeenMs = Now - (40 * Durations.Day),
            LastActivityMs = Now - (3 * Durations.Day),
            Stage = 1,
            StageSinceMs = Now - (10 * Durations.Day),
            ActiveDays = 5,
            FirstActiveDay = model.Calendar.DayOf(Now) - 40,
            LastActiveDay = model.Calendar.DayOf(Now) - 3,
            Sessions = 7,
            SessionStartMs = Now - (3 * Durations.Day) - (20 * Durations.Minute),
            SessionLastMs = Now - (3 * Durations.Day),
        };
    }

    public UserState State { get; }

    /// <summary>Puts an amount into a metric's bucket some time ago, as the actor does for an event.</summary>
    public Person Counted(string metric, long agoMs, double amount = 1)
    {
        int index = _model.Metrics.ToList().FindIndex(m => m.Name == metric);
        foreach (BucketGrain grain in _model.Metrics[index].Grains)
        {
            State.Cells.Add(((uint)index * BucketGrains.Count) + (uint)grain, grain.BucketOf(Now - agoMs, _model.Calendar), amount);
        }

        return this;
    }

    public Person Did(string @event, long times, long agoMs)
    {
        State.Totals.Set(new EventTotal(_model.Schema.EventNames.ToList().IndexOf(@event), times, Now - agoMs));
        return this;
    }

    public Person HasTrait(string path, string text)
    {
        State.Traits.Set(new TraitValue(_model.Schema.Traits.ToList().IndexOf(path), PropertyKind.Text, 0, Encoding.UTF8.GetBytes(text)));
        return this;
    }

    public Person HasTrait(string path, double number)
    {
        State.Traits.Set(new TraitValue(_model.Schema.Traits.ToList().IndexOf(path), PropertyKind.Number, number, null));
        return this;
    }

    public Person WithProperty(string path, double number)
    {
        _event.Properties[_model.Schema.Properties.ToList().IndexOf(path)] = new PropertyValue(PropertyKind.Number, number);
        return this;
    }

    public Person WithProperty(string path, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        _event.Properties[_model.Schema.Properties.ToList().IndexOf(path)] = new PropertyValue(PropertyKind.Text, 0, _event.Append(bytes), bytes.Length);
        return this;
    }

    public bool Holds() => _model.Campaigns[0].Where!.Holds(Context());

    public string? Variable() => _model.Campaigns[0].Variables[0] is var v ? v.Value.Format(Context()) ?? v.Fallback : null;

    public IReadOnlyList<ExplainedValue> Why()
    {
        var values = new List<ExplainedValue>();
        _model.Campaigns[0].Where!.Explain(Context(), values);
        return values;
    }

    private EvaluationContext Context() => new(_model, State, Now, _event);
}
