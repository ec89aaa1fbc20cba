using EngageStream.Domain.Actors;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Tests.Campaigns;

/// <summary>A message that comes to be sent long after it was due is suppressed, and what else is due happens all the same.</summary>
public class LatenessTests
{
    private const long Start = 1_767_225_600_000;
    private const long Dormant = Start + (30 * Durations.Day);
    private static readonly EngagementModel Model = TestModels.Lifecycle(TestModels.Campaign("recall", new CampaignEntry.OnStage(To: 1, From: [])));
    private readonly UserActor _actor = new(Model);
    private readonly UserState _user = new() { Id = "ann"u8.ToArray() };
    private readonly EffectBuffer _effects = new();

    public LatenessTests()
    {
        var order = new InputEvent(Model.Schema);
        order.SetUser(_user.Id);
        order.EventIndex = TestModels.OrderCompleted;
        order.TimestampMs = order.RecordTimestampMs = Start;
        _actor.Receive(_user, order, Start, Start, _effects);
        FireUntilDormant();
    }

    [Fact]
    public void Within_the_limit_it_is_sent_as_of_its_due_instant()
    {
        DecisionEffect sent = Decide(late: Model.MaxLatenessMs);
        Assert.Equal((DecisionOutcome.Sent, Dormant), (sent.Outcome, sent.AtMs));
    }

    [Fact]
    public void Beyond_it_the_message_is_stale_and_the_transition_happens_all_the_same()
    {
        DecisionEffect stale = Decide(late: Model.MaxLatenessMs + 1);
        Assert.Equal((DecisionOutcome.SuppressedStale, Dormant), (stale.Outcome, stale.AtMs));
        Assert.Equal((1, Dormant), (_effects.Transitions.Single().To, _effects.Transitions.Single().AtMs));
        Assert.Equal(0, _user.Campaigns.Get(0).LastSentMs);
    }

    [Fact]
    public void In_replay_the_clock_itself_says_when_it_is_sent() => Assert.Equal(DecisionOutcome.Sent, Decide(late: 0).Outcome);

    private DecisionEffect Decide(long late)
    {
        _actor.FireTimers(_user, Dormant, Dormant + late, _effects);
        return _effects.Decisions.Single();
    }

    // Whatever is due before, such as a risk that grows.
    private void FireUntilDormant()
    {
        for (long due = _actor.NextDue(_user, Start); due < Dormant; due = _actor.NextDue(_user, due))
        {
            _actor.FireTimers(_user, due, due, _effects);
        }
    }
}
