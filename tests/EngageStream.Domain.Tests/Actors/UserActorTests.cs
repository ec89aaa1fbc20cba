using EngageStream.Domain.Testing;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.Tests.Actors;

public class UserActorTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly UserActorTestDriver _driver = new(TestModels.Lifecycle());

    [Fact]
    public void A_duplicate_counts_once()
    {
        const string Order = """{"type":"track","event":"Order Completed","userId":"ann","messageId":"m1","timestamp":"2026-01-01T12:00:00Z"}""";
        _driver.Send(Order, Start);
        _driver.Send(Order, Start.AddMinutes(5));
        Assert.Equal(1, _driver.StateOf("ann").Events);
        Assert.Equal(1, _driver.StateOf("ann").Totals.Get(TestModels.OrderCompleted).Count);
    }

    [Fact]
    public void The_same_message_id_counts_for_another_user()
    {
        foreach (string user in new[] { "ann", "bob" })
        {
            _driver.Send($$"""{"type":"track","event":"Checked In","userId":"{{user}}","messageId":"m1","timestamp":"2026-01-01T12:00:00Z"}""", Start);
        }

        Assert.Equal(1, _driver.StateOf("bob").Events);
    }

    [Fact]
    public void An_event_out_of_order_lands_in_the_bucket_of_its_own_time()
    {
        _driver.Track("ann", "Checked In", Start);
        _driver.Send("""{"type":"track","event":"Order Completed","userId":"ann","timestamp":"2025-12-30T08:00:00Z"}""", Start);
        CellList cells = _driver.StateOf("ann").Cells;
        Assert.Equal(0, WindowReader.Total(cells, 1, WindowSpan.Hours24, _driver.NowMs, Domain.Time.LocalCalendar.Utc));
        Assert.Equal(1, WindowReader.Total(cells, 1, WindowSpan.Days7, _driver.NowMs, Domain.Time.LocalCalendar.Utc));
        Assert.Equal(2, _driver.StateOf("ann").ActiveDays);
    }

    [Fact]
    public void A_late_day_between_known_days_is_counted_once()
    {
        _driver.Track("ann", "Checked In", Start);
        _driver.Track("ann", "Checked In", Start.AddDays(4));
        for (int i = 0; i < 2; i++)
        {
            _driver.Send("""{"type":"track","event":"Checked In","userId":"ann","timestamp":"2026-01-03T08:00:00Z"}""", Start.AddDays(4));
        }

        Assert.Equal(3, _driver.StateOf("ann").ActiveDays);
    }

    [Fact]
    public void Half_an_hour_without_activity_ends_a_session()
    {
        _driver.Track("ann", "Checked In", Start);
        _driver.Track("ann", "Checked In", Start.AddMinutes(20));
        _driver.Track("ann", "Checked In", Start.AddMinutes(50));
        Assert.Equal(1, _driver.StateOf("ann").Sessions);
        _driver.Track("ann", "Checked In", Start.AddMinutes(81));
        Assert.Equal(2, _driver.StateOf("ann").Sessions);
        Assert.Equal(TimeSpan.FromMinutes(50).TotalMilliseconds, _driver.StateOf("ann").EndedSessionsMs);
    }

    [Fact]
    public void Sums_add_the_property()
    {
        _driver.Track("ann", "Order Completed", Start, """{"revenue":10.5}""");
        _driver.Track("ann", "Order Completed", Start.AddMinutes(1), """{"revenue":4.25}""");
        CellList cells = _driver.StateOf("ann").Cells;
        Assert.Equal(14.75, WindowReader.Total(cells, 2, WindowSpan.Days30, _driver.NowMs, Domain.Time.LocalCalendar.Utc));
    }

    [Fact]
    public void One_users_timers_and_events_leave_another_user_alone()
    {
        _driver.Track("ann", "Order Completed", Start);
        _driver.Track("bob", "Checked In", Start.AddDays(29));
        _driver.AdvanceTo(Start.AddDays(31));
        Assert.Equal("dormant", _driver.StageOf("ann"));
        Assert.Equal("introduction", _driver.StageOf("bob"));
    }
}
