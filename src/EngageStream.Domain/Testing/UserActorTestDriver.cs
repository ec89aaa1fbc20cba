using System.Text;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;

namespace EngageStream.Domain.Testing;

/// <summary>
/// Runs a playbook over events without Kafka, as a shard would: send events, let time pass, look at what came out. Time is
/// the event's own unless stated; it never goes back. Not thread-safe.
/// </summary>
/// <example>
/// <code>
/// var driver = new UserActorTestDriver(model);
/// driver.Track("ann", "Order Completed", at: start);
/// driver.AdvanceTo(start.AddDays(30));
/// Assert.Equal("dormant", driver.StageOf("ann"));
/// </code>
/// </example>
public sealed class UserActorTestDriver
{
    private readonly EngagementModel _model;
    private readonly UserActor _actor;
    private readonly EventParser _parser;
    private readonly InputEvent _event;
    private readonly EffectBuffer _effects = new();
    private readonly SortedDictionary<string, (UserState State, long DueMs)> _users = new(StringComparer.Ordinal);

    /// <param name="model">A compiled playbook.</param>
    public UserActorTestDriver(EngagementModel model)
    {
        _model = model;
        _actor = new UserActor(model);
        _parser = new EventParser(model.Schema, model.TimePolicy);
        _event = new InputEvent(model.Schema);
    }

    /// <summary>The clock: Unix milliseconds.</summary>
    public long NowMs { get; private set; }

    /// <summary>Transitions so far, with their users, in order.</summary>
    public List<(string User, TransitionEffect Transition)> Transitions { get; } = [];

    /// <summary>Campaign decisions so far, with their users, in order.</summary>
    public List<(string User, DecisionEffect Decision)> Decisions { get; } = [];

    /// <summary>Names of the campaigns that sent a user something, in order.</summary>
    public IEnumerable<string> SentTo(string user) => Decisions
        .Where(d => d.User == user && d.Decision.Outcome == DecisionOutcome.Sent)
        .Select(d => d.Decision.Campaign.Name);

    /// <summary>Name of the user's stage.</summary>
    public string StageOf(string user) => _model.Stages[StateOf(user).Stage].Name;

    /// <summary>The user's state.</summary>
    /// <exception cref="KeyNotFoundException">The user sent nothing yet.</exception>
    public UserState StateOf(string user) => _users[user].State;

    /// <summary>Sends a track event that happens and arrives at an instant.</summary>
    /// <param name="user">Person.</param>
    /// <param name="event">Event name.</param>
    /// <param name="at">When.</param>
    /// <param name="properties">JSON object.</param>
    /// <param name="traits">JSON object, sent as <c>context.traits</c>.</param>
    public void Track(string user, string @event, DateTimeOffset at, string properties = "{}", string traits = "{}") =>
        Send(
            $$$"""{"type":"track","event":{{{Quote(@event)}}},"userId":{{{Quote(user)}}},"timestamp":"{{{at.UtcDateTime:O}}}","properties":{{{properties}}},"context":{"traits":{{{traits}}}}}""",
            at);

    /// <summary>Sends a raw value of the Segment shape that arrives at an instant.</summary>
    /// <exception cref="ArgumentException">The value is no event.</exception>
    public void Send(string json, DateTimeOffset arrival)
    {
        long arrivalMs = arrival.ToUnixTimeMilliseconds();
        EventError error = _parser.Parse(Encoding.UTF8.GetBytes(json), arrivalMs, _event);
        if (error != EventError.None)
        {
            throw new ArgumentException($"The value is no event: {error}.", nameof(json));
        }

        AdvanceTo(arrival);
        string user = Encoding.UTF8.GetString(_event.UserId);
        UserState state = _users.TryGetValue(user, out var known) ? known.State : new UserState { Id = _event.UserId.ToArray() };
        _actor.Receive(state, _event, NowMs, NowMs, _effects);
        Collect(user, state, NowMs);
    }

    /// <summary>Lets time pass: timers fire at their due instants, earliest first.</summary>
    public void AdvanceTo(DateTimeOffset now)
    {
        long nowMs = Math.Max(NowMs, now.ToUnixTimeMilliseconds());
        while (NextDue() is { } next && next.DueMs <= nowMs)
        {
            NowMs = Math.Max(NowMs, next.DueMs);
            UserState state = _users[next.User].State;
            _actor.FireTimers(state, next.DueMs, next.DueMs, _effects);
            Collect(next.User, state, next.DueMs);
        }

        NowMs = nowMs;
    }

    private (string User, long DueMs)? NextDue() =>
        _users.Count == 0 ? null : _users.Select(pair => (pair.Key, pair.Value.DueMs)).MinBy(pair => pair.DueMs);

    private void Collect(string user, UserState state, long atMs)
    {
        Transitions.AddRange(_effects.Transitions.Select(transition => (user, transition)));
        Decisions.AddRange(_effects.Decisions.Select(decision => (user, decision)));
        _users[user] = (state, _actor.NextDue(state, atMs));
    }

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
