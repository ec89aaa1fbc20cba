using EngageStream.Domain.Conditions;

namespace EngageStream.Playbooks.Analysis;

/// <summary>Numbers from <paramref name="Low"/> to <paramref name="High"/>, each bound included or not.</summary>
internal readonly record struct Interval(double Low, bool IncludesLow, double High, bool IncludesHigh)
{
    public bool IsEmpty => Low > High || (Low == High && !(IncludesLow && IncludesHigh));

    public Interval Intersect(Interval other)
    {
        (double low, bool includesLow) = Low == other.Low ? (Low, IncludesLow && other.IncludesLow)
            : Low > other.Low ? (Low, IncludesLow) : (other.Low, other.IncludesLow);
        (double high, bool includesHigh) = High == other.High ? (High, IncludesHigh && other.IncludesHigh)
            : High < other.High ? (High, IncludesHigh) : (other.High, other.IncludesHigh);
        return new Interval(low, includesLow, high, includesHigh);
    }

    /// <summary>The same whole numbers with both bounds among them, so that "above 2 and below 3" shows as empty.</summary>
    public Interval ToWhole() =>
        new(
            IncludesLow ? Math.Ceiling(Low) : Math.Floor(Low) + 1,
            true,
            IncludesHigh ? Math.Floor(High) : Math.Ceiling(High) - 1,
            true);
}

/// <summary>Numbers as disjoint intervals.</summary>
internal sealed record NumberSet(IReadOnlyList<Interval> Intervals, bool MayBeMissing) : ValueSet(MayBeMissing)
{
    public override bool IsEmpty => Intervals.Count == 0 && !MayBeMissing;

    /// <summary>The numbers that stand in a relation to a constant.</summary>
    public static NumberSet Where(ComparisonOperator @operator, double constant) => new(
        @operator switch
        {
            ComparisonOperator.Equal => [new Interval(constant, true, constant, true)],
            ComparisonOperator.NotEqual => [Below(constant, false), Above(constant, false)],
            ComparisonOperator.Less => [Below(constant, false)],
            ComparisonOperator.LessOrEqual => [Below(constant, true)],
            ComparisonOperator.Greater => [Above(constant, false)],
            _ => [Above(constant, true)],
        },
        false);

    public override ValueSet OnlyMissing() => new NumberSet([], true);

    public override ValueSet Intersect(ValueSet other)
    {
        var numbers = (NumberSet)other;
        IEnumerable<Interval> both =
            from mine in Intervals
            from theirs in numbers.Intervals
            let shared = mine.Intersect(theirs)
            where !shared.IsEmpty
            select shared;
        return new NumberSet([.. both], MayBeMissing && numbers.MayBeMissing);
    }

    /// <summary>The whole numbers of the set.</summary>
    public NumberSet ToWhole() => this with { Intervals = [.. Intervals.Select(i => i.ToWhole()).Where(i => !i.IsEmpty)] };

    private static Interval Below(double constant, bool included) => new(double.NegativeInfinity, true, constant, included);

    private static Interval Above(double constant, bool included) => new(constant, included, double.PositiveInfinity, true);
}
