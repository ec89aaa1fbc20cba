using EngageStream.Oracle.People;
using static EngageStream.Oracle.Rules.Variables;

namespace EngageStream.Oracle.Rules;

/// <summary>The rules of <c>load-tests/playbooks/chaos.yaml</c>.</summary>
internal sealed class ChaosRules : Playbook
{
    private const string Completed = "Order Completed";
    private const string Refunded = "Order Refunded";
    private const string Viewed = "Product Viewed";
    private const string Cart = "Cart Viewed";
    private static readonly Func<Moment, string?> FirstName = Trait("firstName", "there");

    public override string Name => "chaos";

    public override IReadOnlySet<string> Events { get; } = new HashSet<string> { "Signed Up", Completed, Refunded, "Checked In", Viewed, Cart };

    public override IReadOnlySet<string> Passive { get; } = new HashSet<string> { Refunded };

    public override IReadOnlyList<string> Traits { get; } = ["email", "firstName", "country"];

    public override long SessionGapMs => Minute;

    public override IReadOnlyList<long> Silences { get; } = [15 * Second, 45 * Second];

    public override IReadOnlyList<Window> StageWindows { get; } = [Window.Hour1];

    public override string StageOf(Person person, long nowMs)
    {
        long silent = person.Silent(nowMs);
        return silent >= 45 * Second ? "churned"
            : silent >= 15 * Second ? "dormant"
            : person.Count(Completed, Window.Hour1, nowMs) >= 2 || person.Count(Viewed, Window.Hour1, nowMs) >= 20 ? "maturity"
            : person.Total(Completed) > 0 ? "growth"
            : "introduction";
    }

    public override IReadOnlyList<Campaign> Campaigns { get; } =
    [
        new("welcome", "email", new Entry.OnEvent("Signed Up"), Hour)
        {
            Variables = [("name", FirstName), ("country", Trait("country", "unknown"))],
        },
        new("order-thanks", "push", new Entry.OnEvent(Completed), 3 * Second)
        {
            Where = m => m.Event?.Number("revenue") >= 10,
            Variables =
            [
                ("amount", Number("revenue")), ("items", Number("items", "0")), ("product", Text("top_product", "your order")),
                ("orders", Total(Completed)), ("spent", Sum(Completed, "revenue", Window.Hour1)), ("viewed", Count(Viewed, Window.Hour1)),
            ],
        },
        new("refund-care", "email", new Entry.OnEvent(Refunded), 5 * Second)
        {
            Where = m => m.Event?.Number("revenue") is double amount && amount != 0,
            Variables = [("amount", Number("revenue")), ("currency", Text("currency", "GBP")), ("coupon", Text("coupon"))],
        },
        new("newcomer-gift", "email", new Entry.OnAbsence(Completed, Minute, "Signed Up"), 30 * Second)
        {
            Where = m => m.Person.Total(Completed) == 0 && m.Person.Trait("email") is not null,
            Variables = [("name", FirstName), ("viewed", Count(Viewed, Window.Hours24)), ("carts", Total(Cart))],
        },
        new("cart-reminder", "push", new Entry.OnAbsence(Completed, Minute, Cart), 4 * Second)
        {
            Variables = [("carts", Count(Cart, Window.Hour1)), ("last_cart", Since(Cart))],
        },
        new("second-purchase", "push", new Entry.OnAbsence(Completed, 70 * Second), 20 * Second)
        {
            Where = m => m.Person.Total(Completed) == 1,
            Variables = [("last_order", Since(Completed)), ("check_ins", Total("Checked In"))],
        },
        new("vip-welcome", "email", new Entry.OnStage("maturity", "introduction", "growth"), 10 * Second)
        {
            Variables = [("orders", Total(Completed)), ("viewed", Total(Viewed))],
        },
        new("dormant-recall", "email", new Entry.OnStage("dormant"), 20 * Second)
        {
            Variables = [("name", FirstName), ("silent", Silent), ("viewed", Total(Viewed)), ("sessions", SessionCount)],
        },
        new("last-recall", "sms", new Entry.OnStage("churned"), 20 * Second)
        {
            Variables =
            [
                ("orders", Total(Completed)), ("check_ins", Total("Checked In")), ("viewed", Total(Viewed)), ("carts", Total(Cart)),
            ],
        },
        new("welcome-back", "push", new Entry.OnStage("growth", "dormant", "churned"), 5 * Second)
        {
            Variables = [("orders", Total(Completed))],
        },
        new("welcome-back-regular", "push", new Entry.OnStage("maturity", "dormant", "churned"), 5 * Second)
        {
            Variables = [("orders", Count(Completed, Window.Hours24))],
        },
    ];
}
