using EngageStream.Domain.Conditions;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;
using FsCheck;
using FsCheck.Fluent;

namespace EngageStream.Domain.Tests.Conditions;

/// <summary>The law of <see cref="Condition.NextChange"/>: until then, and in silence, the answer stays.</summary>
public class NextChangeTests
{
    [Fact]
    public void Between_now_and_the_next_change_the_answer_of_a_comparison_stays() => Check(person => person.Comparison());

    [Fact]
    public void Between_now_and_the_next_change_the_answer_of_any_condition_stays() => Check(person => person.Condition());

    [Theory]
    [InlineData(ComparisonOperator.GreaterOrEqual, 30 * Durations.Day, 30 * Durations.Day)]
    [InlineData(ComparisonOperator.Equal, 30 * Durations.Day, 30 * Durations.Day)]
    [InlineData(ComparisonOperator.Less, 10 * Durations.Day, Durations.Never)]
    public void Silence_reaches_its_threshold_on_the_millisecond(ComparisonOperator @operator, long threshold, long expectedAfterActivity)
    {
        var person = new RandomPerson(1);
        person.User.LastActivityMs = person.NowMs - (20 * Durations.Day);
        long expected = expectedAfterActivity == Durations.Never ? Durations.Never : person.User.LastActivityMs + expectedAfterActivity;
        Assert.Equal(expected, new NumberComparison(new SilentFor(), @operator, threshold).NextChange(person.At(person.NowMs)));
    }

    [Fact]
    public void A_count_falls_when_the_deciding_bucket_leaves_the_window()
    {
        var person = new RandomPerson(1);
        person.User.Cells.Clear();
        long[] ago = [50 * Durations.Day, 40 * Durations.Day, 10 * Durations.Day];
        foreach (long age in ago)
        {
            person.User.Cells.Add((uint)BucketGrain.LocalDay, BucketGrain.LocalDay.BucketOf(person.NowMs - age, person.Model.Calendar), 1);
        }

        var atLeastTwo = new NumberComparison(new WindowCount("count", 0, WindowSpan.Days90), ComparisonOperator.GreaterOrEqual, 2);
        long expected = BucketGrain.LocalDay.EndOf(
            BucketGrain.LocalDay.BucketOf(person.NowMs - ago[1], person.Model.Calendar), person.Model.Calendar)
            + (90 * Durations.Day);
        EvaluationContext now = person.At(person.NowMs);
        long next = atLeastTwo.NextChange(now);
        Assert.InRange(next, person.NowMs + 1, expected);
        Assert.True(atLeastTwo.Holds(person.At(expected - 1)));
        Assert.False(atLeastTwo.Holds(person.At(expected)));
    }

    [Fact]
    public void A_condition_that_is_decided_sleeps_until_the_last_deciding_part_can_change()
    {
        var person = new RandomPerson(1);
        person.User.LastActivityMs = person.NowMs - (5 * Durations.Day);
        var soon = new NumberComparison(new SilentFor(), ComparisonOperator.GreaterOrEqual, 6 * Durations.Day);
        var late = new NumberComparison(new SilentFor(), ComparisonOperator.GreaterOrEqual, 60 * Durations.Day);
        long soonAt = person.User.LastActivityMs + (6 * Durations.Day);
        long lateAt = person.User.LastActivityMs + (60 * Durations.Day);

        EvaluationContext now = person.At(person.NowMs);
        Assert.Equal(lateAt, new AllOf([soon, late]).NextChange(now));
        Assert.Equal(soonAt, new AnyOf([soon, late]).NextChange(now));
        Assert.Equal(lateAt, new AnyOf([new Not(soon), new Not(late)]).NextChange(now));
        Assert.Equal(soonAt, new AllOf([new Not(soon), new Not(late)]).NextChange(now));
        Assert.Equal(Durations.Never, new AllOf([soon, ConstantCondition.False]).NextChange(now));
    }

    private static void Check(Func<RandomPerson, Condition> make) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var person = new RandomPerson(seed);
            Condition condition = make(person);
            long next = condition.NextChange(person.At(person.NowMs));
            bool now = condition.Holds(person.At(person.NowMs));
            bool both = condition.Holds(person.At(person.NowMs), out long nextOfBoth);
            long[] before = [.. person.Instants().Append(next - 1).Append(next - 2).Where(t => t > person.NowMs && t < next)];
            return (next > person.NowMs).Label($"next change {next} is not after now {person.NowMs}")
                .And(((both, nextOfBoth) == (now, next)).Label($"at once {both} until {nextOfBoth}, one by one {now} until {next}"))
                .And(before.All(t => t > 9e12 || condition.Holds(person.At(t)) == now).Label($"the answer changed before {next}"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
