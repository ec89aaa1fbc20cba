using EngageStream.Oracle.People;
using static EngageStream.Oracle.Rules.Variables;

namespace EngageStream.Oracle.Rules;

/// <summary>The rules of <c>playbooks/starter.yaml</c>.</summary>
internal sealed class StarterRules(Churn churn) : Playbook
{
    private const string Completed = "Order Completed";
    private const string Refunded = "Order Refunded";
    private static readonly Func<Moment, string?> FirstName = Trait("firstName", "there");

    public override string Name => "starter";

    public override string Zone => "Europe/London";

    public override Churn Churn => churn;

    public override IReadOnlySet<string> Events { get; } =
        new HashSet<string> { "Signed Up", Completed, Refunded, "Checked In", "Product Viewed", "Cart Viewed" };

    public override IReadOnlySet<string> Passive { get; } = new HashSet<string> { Refunded };

    public override IReadOnlyList<string> Traits { get; } = ["email", "phone", "firstName", "country"];

    public override long SessionGapMs => 30 * Minute;

    public override IReadOnlyList<long> Silences { get; } = [30 * Day, 180 * Day];

    public override IReadOnlyList<Window> StageWindows { get; } = [Window.Days30, Window.Days90];

    public override string StageOf(Person person, long nowMs)
    {
        long silent = person.Silent(nowMs);
        return silent >= 180 * Day ? "churned"
            : silent >= 30 * Day ? "dormant"
            : person.Count(Completed, Window.Days90, nowMs) >= 2 || person.ActiveDaysIn(Window.Days30, nowMs) >= 8 ? "maturity"
            : person.Total(Completed) > 0 ? "growth"
            : "introduction";
    }

    public override IReadOnlyList<Campaign> Campaigns { get; } =
    [
        new("newcomer-gift", "email", new Entry.OnAbsence(Completed, 3 * Day, "Signed Up"), 30 * Day)
        {
            Where = m => m.Person.Total(Completed) == 0 && m.Person.Trait("email") is not null,
            Variables =
            [
                ("name", FirstName), ("country", Trait("country", "unknown")),
                ("viewed", Count("Product Viewed", Window.Days7)), ("carts", Count("Cart Viewed", Window.Days7)),
            ],
        },
        new("first-purchase-thanks", "push", new Entry.OnEvent(Completed), 365 * Day)
        {
            Where = m => m.Person.Total(Completed) == 1,
            Variables =
            [
                ("name", FirstName), ("product", Text("top_product", "your order")), ("amount", Number("revenue", "0")),
                ("currency", Text("currency", "GBP")),
            ],
        },
        new("second-purchase", "push", new Entry.OnAbsence(Completed, 21 * Day), 60 * Day)
        {
            Where = m => m.Stage == "growth" && m.Person.Risk(m.NowMs) < 0.7,
            Variables = [("name", FirstName), ("last_order", Since(Completed)), ("check_ins", Count("Checked In", Window.Days30))],
        },
        new("vip-welcome", "email", new Entry.OnStage("maturity", "introduction", "growth"), 180 * Day)
        {
            Variables =
            [
                ("name", FirstName), ("orders", Count(Completed, Window.Days90)), ("spent", Sum(Completed, "revenue", Window.Days90)),
            ],
        },
        new("loss-prevention", "email", new Entry.OnBand(2), 30 * Day)
        {
            Where = m => m.Stage == "maturity",
            Variables = [("name", FirstName), ("silent", Silent), ("risk", Risk)],
        },
        new("dormant-recall", "email", new Entry.OnStage("dormant"), 60 * Day)
        {
            Where = m => m.Person.Total(Completed) >= 1,
            Variables = [("name", FirstName), ("silent", Silent), ("orders", Total(Completed))],
        },
        new("last-recall", "sms", new Entry.OnStage("churned"), 365 * Day)
        {
            Where = m => m.Person.Total(Completed) > 0 || m.Person.Trait("phone") is not null,
            Variables = [("name", FirstName)],
        },
        new("welcome-back", "push", new Entry.OnStage("growth", "dormant", "churned"), 14 * Day)
        {
            Variables = [("name", FirstName), ("orders", Total(Completed))],
        },
        new("welcome-back-regular", "push", new Entry.OnStage("maturity", "dormant", "churned"), 14 * Day)
        {
            Variables = [("name", FirstName), ("orders", Count(Completed, Window.Days90))],
        },
        new("refund-care", "email", new Entry.OnEvent(Refunded), 7 * Day)
        {
            Where = m => m.Event?.Number("revenue") is double amount && amount != 0,
            Variables =
            [
                ("name", FirstName), ("amount", Number("revenue")), ("currency", Text("currency", "GBP")),
                ("product", Text("top_product", "your order")),
            ],
        },
    ];
}
