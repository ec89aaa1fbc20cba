namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>The shipped <c>playbooks/starter.yaml</c>, translated by hand. A test holds the names of both together.</summary>
internal static class StarterPlaybook
{
    public const string Zone = "Europe/London";

    private const string Completed = "Order Completed";
    private const string Refunded = "Order Refunded";

    /// <summary>People in these stages are gone: who leaves them for another stage is resurrected.</summary>
    public static IReadOnlySet<string> Away { get; } = new HashSet<string> { "dormant", "churned" };

    /// <summary>Lengths of silence that alone change the stage.</summary>
    public static IReadOnlyList<TimeSpan> Silences { get; } = [TimeSpan.FromDays(30), TimeSpan.FromDays(180)];

    /// <summary>Windows whose counts decide the stage: it can change when an event leaves one.</summary>
    public static IReadOnlyList<Window> StageWindows { get; } = [Window.Days30, Window.Days90];

    public static IReadOnlyList<PlainCampaign> Campaigns { get; } =
    [
        new("newcomer-gift", "email", "newcomer_gift", new PlainEntry.OnAbsence(Completed, TimeSpan.FromDays(3), "Signed Up"), Days(30))
        {
            Where = m => !m.Person.Ever(Completed) && m.Person.Has("email"),
        },
        new("first-purchase-thanks", "push", "first_purchase_thanks", new PlainEntry.OnEvent(Completed), Days(365))
        {
            Where = m => m.Person.Total(Completed) == 1,
        },
        new("second-purchase", "push", "second_purchase", new PlainEntry.OnAbsence(Completed, TimeSpan.FromDays(21), null), Days(60))
        {
            Where = m => m.Stage == "growth" && m.Person.Risk(m.Now) < 0.7,
        },
        new("vip-welcome", "email", "vip_welcome", new PlainEntry.OnStage("maturity", "introduction", "growth"), Days(180)),
        new("loss-prevention", "email", "loss_prevention", new PlainEntry.OnBand(2), Days(30))
        {
            Where = m => m.Stage == "maturity",
        },
        new("dormant-recall", "email", "dormant_recall", new PlainEntry.OnStage("dormant"), Days(60))
        {
            Where = m => m.Person.Total(Completed) >= 1,
        },
        new("last-recall", "sms", "last_recall", new PlainEntry.OnStage("churned"), Days(365))
        {
            Where = m => m.Person.Ever(Completed) || m.Person.Has("phone"),
        },
        new("welcome-back", "push", "welcome_back", new PlainEntry.OnStage("growth", "dormant", "churned"), Days(14)),
        new("welcome-back-regular", "push", "welcome_back_regular", new PlainEntry.OnStage("maturity", "dormant", "churned"), Days(14)),
        new("refund-care", "email", "refund_care", new PlainEntry.OnEvent(Refunded), Days(7))
        {
            Where = m => m.Event?.Number("revenue") is { } amount && amount != 0,
            LacksVariable = m => m.Event?.Number("revenue") is null,
        },
    ];

    /// <summary>The first stage that holds.</summary>
    public static string StageOf(PlainPerson person, DateTimeOffset now)
    {
        TimeSpan silent = person.Silent(now);
        if (silent >= Days(180))
        {
            return "churned";
        }

        if (silent >= Days(30))
        {
            return "dormant";
        }

        if (person.Count(Completed, Window.Days90, now) >= 2 || person.ActiveDays(Window.Days30, now) >= 8)
        {
            return "maturity";
        }

        return person.Ever(Completed) ? "growth" : "introduction";
    }

    private static TimeSpan Days(int days) => TimeSpan.FromDays(days);
}
