using System.Text;
using System.Text.Json.Nodes;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Churn;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Lifecycle;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;
using EngageStream.Runtime.Reads;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Tests.Outputs;
using EngageStream.Runtime.Tests.Shards;
using EngageStream.Runtime.Users;
using FsCheck;
using FsCheck.Fluent;

namespace EngageStream.Runtime.Tests.Reads;

public class ExplanationTests
{
    private static readonly EngagementModel Model = ShardModels.Small();
    private static readonly UserStateCodec Codec = new(Model);
    private readonly UserBodies _bodies = new(Model, live: false);

    [Fact]
    public void What_is_foretold_is_what_silence_then_does()
    {
        int foretold = 0;
        var kinds = new HashSet<string>();
        Check(150, (run, _) =>
        {
            var output = new ChangeOutput();
            Shard shard = Restore(run, output);
            Dictionary<string, JsonNode> users = Read(shard);
            output.Begin(users.ToDictionary(user => user.Key, user => Enum.Parse<RiskBand>((string)user.Value["band"]!, ignoreCase: true)));
            shard.AdvanceClock(shard.ClockMs + ExplanationBody.HorizonMs, null);
            shard.FireDueTimers(0, int.MaxValue);
            foreach ((string user, JsonNode answer) in users)
            {
                JsonArray next = answer["explanation"]!["next"]!.AsArray();
                string[] expected = [.. next.SelectMany(step => step!["changes"]!.AsArray().Select(change => Line(step, change!)))];
                string[] happened = [.. output.Changes.Where(change => change.User == user).Select(change => change.Line)];
                Assert.Equal(expected, happened.Take(expected.Length));
                bool isAll = next.Count < ExplanationBody.MostChanges;
                Assert.True(
                    !isAll || happened.Length == expected.Length, $"{user}: {happened.ElementAtOrDefault(expected.Length)} was not foretold.");
                foretold += expected.Length;
                kinds.UnionWith(expected.Select(line => line.Split(' ')[1]));
            }
        });
        Assert.Equal(["campaign", "risk_band", "stage"], kinds.Order());
        Assert.True(foretold > 500, $"Only {foretold} changes were foretold: the property was not put to the test.");
    }

    [Fact]
    public void Windows_are_what_conditions_see() => Check(60, (_, users) =>
    {
        foreach ((UserState user, long nowMs, JsonNode answer) in users)
        {
            var context = new EvaluationContext(Model, user, nowMs, null);
            foreach (JsonNode? window in answer["explanation"]!["windows"]!.AsArray())
            {
                int metric = Model.Metrics.ToList().FindIndex(metric => metric.Name == (string?)window!["metric"]);
                var span = (WindowSpan)WindowSpans.Names.ToList().IndexOf((string)window!["window"]!);
                Assert.Equal(new WindowCount("", metric, span).Evaluate(context), (double)window["total"]!);
                Assert.Equal(new WindowDays("", metric, span).Evaluate(context), (double)window["days"]!);
            }

            Assert.Equal(Model.Metrics.Count * 5, answer["explanation"]!["windows"]!.AsArray().Count);
        }
    });

    [Fact]
    public void Contributions_add_up_to_the_risk() => Check(60, (_, users) =>
    {
        foreach ((UserState user, long nowMs, JsonNode answer) in users)
        {
            double sum = answer["explanation"]!["risk"]!.AsArray().Sum(part => (double)part!["log_odds"]!);
            Assert.Equal(RiskClock.RiskAt(Model, user, nowMs), 1 / (1 + Math.Exp(-sum)), 9);
            Assert.Equal((double)answer["risk"]!, 1 / (1 + Math.Exp(-sum)), 9);
        }
    });

    [Fact]
    public void The_armed_timer_is_the_earliest_of_the_pending_and_the_stage_at_hand_is_the_first_that_holds() => Check(60, (_, users) =>
    {
        foreach ((UserState _, long nowMs, JsonNode answer) in users)
        {
            JsonNode explanation = answer["explanation"]!;
            DateTimeOffset? timer = Instant(explanation["timer"]);
            DateTimeOffset? first = explanation["pending"]!.AsArray().Select(pending => Instant(pending!["at"])).FirstOrDefault();
            // A timer that is due is what comes next, whatever the conditions say as of now; and what was due when an event came
            // late has its timer a moment after the event.
            bool overdue = timer?.ToUnixTimeMilliseconds() <= nowMs;
            bool wasDue = first?.ToUnixTimeMilliseconds() <= nowMs;
            Assert.True(timer == first || overdue || wasDue || IsEarlyLook(timer, first), $"{timer:O} {first:O}");
            JsonNode firstToHold = explanation["stages"]!.AsArray().First(stage => (bool)stage!["holds"]!)!;
            Assert.True(overdue || (string?)firstToHold["stage"] == (string?)answer["stage"]);
        }
    });

    [Fact]
    public void Explanations_are_valid_by_their_schema()
    {
        var documents = new List<string>();
        Check(20, (_, users) => documents.AddRange(users.Select(user => user.Answer["explanation"]!.ToJsonString())));
        Assert.Equal("", JsonSchemas.Errors("explanation.v1", documents.Take(200)));
    }

    // From where the state was last looked at, a condition may have had to look a moment before the instant (see Conditions.Risk).
    private static bool IsEarlyLook(DateTimeOffset? timer, DateTimeOffset? pending) => timer < pending;

    private static DateTimeOffset? Instant(JsonNode? node) => node is null ? null : DateTimeOffset.Parse((string)node!);

    private static string Line(JsonNode step, JsonNode change) => (string)change["kind"]! switch
    {
        "campaign" => $"{step["at"]} campaign {change["campaign"]} {change["outcome"]}",
        string kind => $"{step["at"]} {kind} {change["from"]}>{change["to"]}",
    };

    private void Check(int tests, Action<ShardRun, List<(UserState State, long NowMs, JsonNode Answer)>> law) => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(ShardOperation.Arbitrary, operations =>
        {
            ShardRun run = new ShardRun(Model, new ShardOptions(), () => new UserActor(Model), obeyCuts: false).Run(operations);
            run.Log.Commit(run.Shard);
            law(run, [.. Read(run.Shard).Select(user => (Decode(run.Shard, user.Key), run.Shard.ClockMs, user.Value))]);
        }));

    private static Shard Restore(ShardRun run, IShardOutput output)
    {
        var shard = new Shard(0, Model, new UserActor(Model), new ShardOptions { Instance = 99 }, output);
        run.Log.Restore(shard);
        return shard;
    }

    private Dictionary<string, JsonNode> Read(Shard shard) => Enumerable.Range(0, 7).Select(number => $"user-{number}")
        .Select(user => (User: user, Committed: Committed(shard, user)))
        .Where(user => user.Committed is not null)
        .ToDictionary(
            user => user.User, user => JsonNode.Parse(_bodies.Write(Encoding.UTF8.GetBytes(user.User), user.Committed!, explain: true))!);

    private static CommittedUser? Committed(Shard shard, string user)
    {
        byte[] id = Encoding.UTF8.GetBytes(user);
        return shard.ReadCommitted(UserHash.Of(id), id);
    }

    private static UserState Decode(Shard shard, string user)
    {
        var state = new UserState { Id = Encoding.UTF8.GetBytes(user) };
        Codec.Decode(Committed(shard, user)!.State, state);
        return state;
    }

    /// <summary>Writes down what changes by silence, as <see cref="Line"/> does what is foretold.</summary>
    private sealed class ChangeOutput : IShardOutput
    {
        private Dictionary<string, RiskBand> _bands = [];

        public List<(string User, string Line)> Changes { get; } = [];

        public void Begin(Dictionary<string, RiskBand> bands) => _bands = bands;

        public void Publish(Shard shard, UserState user, EffectBuffer effects, in RecordPosition cause, long clockMs)
        {
            string name = Encoding.UTF8.GetString(user.Id);
            string at = DateTimeOffset.FromUnixTimeMilliseconds(clockMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
            if (_bands[name] != user.Band)
            {
                Changes.Add((name, $"{at} risk_band {NameOf(_bands[name])}>{NameOf(user.Band)}"));
                _bands[name] = user.Band;
            }

            Changes.AddRange(effects.Transitions.Select(t => (name, $"{at} stage {Model.Stages[t.From].Name}>{Model.Stages[t.To].Name}")));
            Changes.AddRange(effects.Decisions.Select(d => (name, $"{at} campaign {d.Campaign.Name} {OutcomeOf(d.Outcome)}")));
        }

        public void Fault(Shard shard, ReadOnlySpan<byte> userId, Exception error, in RecordPosition cause, long? dueMs) => throw error;

        private static string NameOf(RiskBand band) => band.ToString().ToLowerInvariant();

        private static string OutcomeOf(DecisionOutcome outcome) => outcome == DecisionOutcome.Sent ? "sent" : "suppressed_cooldown";
    }
}
