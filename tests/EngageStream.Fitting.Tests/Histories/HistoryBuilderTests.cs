using EngageStream.Domain.Churn;
using EngageStream.Fitting.Histories;
using FsCheck;
using FsCheck.Fluent;

namespace EngageStream.Fitting.Tests.Histories;

public class HistoryBuilderTests
{
    private static readonly DateOnly Start = new(2024, 1, 1);

    [Fact]
    public void Several_activities_on_a_day_are_one_active_day()
    {
        HistorySet set = Build([("a", 0), ("a", 0), ("a", 9), ("a", 0), ("a", 9), ("a", 14)], end: 20);

        Assert.Equal([new WeightedHistory(new RepeatHistory(2, 14, 20), 1)], set.Histories);
    }

    [Fact]
    public void Days_after_the_calibration_end_and_later_customers_do_not_count()
    {
        HistorySet set = Build([("a", 0), ("a", 10), ("a", 11), ("b", 11)], end: 10);

        Assert.Equal([new WeightedHistory(new RepeatHistory(1, 10, 10), 1)], set.Histories);
        Assert.Equal((1, 1), (set.Customers, set.LaterCustomers));
    }

    [Fact]
    public void Without_a_calibration_end_the_last_day_seen_is_it()
    {
        var builder = new HistoryBuilder();
        builder.Add("a", Start.AddDays(30));
        builder.Add("b", Start);

        Assert.Equal(Start.AddDays(30), builder.Build(TimeUnit.Days).CalibrationEnd);
    }

    [Fact]
    public void Weeks_are_sevenths_of_days()
    {
        var builder = new HistoryBuilder();
        builder.Add("a", Start);
        builder.Add("a", Start.AddDays(7));

        HistorySet set = builder.Build(TimeUnit.Weeks, Start.AddDays(10));

        Assert.Equal(new RepeatHistory(1, 1, 10 / 7.0), Assert.Single(set.Histories).History);
    }

    [Fact]
    public void Nothing_to_build_from_is_an_error_with_a_remedy()
    {
        var empty = Assert.Throws<FittingException>(() => new HistoryBuilder().Build(TimeUnit.Days));
        var later = Assert.Throws<FittingException>(() => Build([("a", 5)], end: 4));

        Assert.Contains("column names", empty.Message, StringComparison.Ordinal);
        Assert.Contains("Choose a later calibration end", later.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_order_of_rows_gives_the_naive_count()
    {
        Gen<List<(string Customer, int Day)>> rows =
            (from customer in Gen.Choose(0, 5) from day in Gen.Choose(0, 40) select ($"c{customer}", day))
            .NonEmptyListOf().Select(l => l.ToList());

        Prop.ForAll(rows.ToArbitrary(), activity =>
        {
            const int end = 30;
            activity.Add(("c0", 0));
            List<RepeatHistory> naive =
            [
                .. activity.Where(row => row.Day <= end).GroupBy(row => row.Customer).Select(group => new RepeatHistory(
                    group.Select(row => row.Day).Distinct().Count() - 1,
                    group.Max(row => row.Day) - group.Min(row => row.Day),
                    end - group.Min(row => row.Day))),
            ];
            IEnumerable<RepeatHistory> built = Build(activity, end).Histories
                .SelectMany(entry => Enumerable.Repeat(entry.History, entry.Customers));
            return built.Order(ByNumbers).SequenceEqual(naive.Order(ByNumbers));
        }).QuickCheckThrowOnFailure();
    }

    private static Comparer<RepeatHistory> ByNumbers { get; } =
        Comparer<RepeatHistory>.Create((l, r) => (l.X, l.Tx, l.T).CompareTo((r.X, r.Tx, r.T)));

    private static HistorySet Build(IEnumerable<(string Customer, int Day)> rows, int end)
    {
        var builder = new HistoryBuilder();
        foreach ((string customer, int day) in rows)
        {
            builder.Add(customer, Start.AddDays(day));
        }

        return builder.Build(TimeUnit.Days, Start.AddDays(end));
    }
}
