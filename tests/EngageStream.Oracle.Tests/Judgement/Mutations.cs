using System.Text;
using System.Text.Json.Nodes;
using EngageStream.Oracle.Records;

namespace EngageStream.Oracle.Tests.Judgement;

/// <summary>Ways to spoil a correct run.</summary>
internal static class Mutations
{
    private const string Transitions = "engage.transitions";
    private const string Decisions = "engage.decisions";
    private const string Profiles = "engage.profiles";
    private const string DeadLetters = "engage.dead-letter";
    private const string Push = "engage.triggers.push";
    private const string Email = "engage.triggers.email";

    /// <summary>Name, what is done to the records, and what must be found.</summary>
    public static IReadOnlyDictionary<string, (Func<IReadOnlyList<TopicRecord>, IEnumerable<TopicRecord>> Spoil, string Finds)> All { get; } =
        new Dictionary<string, (Func<IReadOnlyList<TopicRecord>, IEnumerable<TopicRecord>>, string)>
        {
            ["a transition is dropped"] = (Without(Transitions, Middle), "Missing"),
            ["a person's first transition is dropped"] = (Without(Transitions, Each.First), "Missing"),
            ["a decision is dropped"] = (Without(Decisions, Middle), "Missing"),
            ["a trigger is dropped"] = (Without(Email, Middle), "Missing"),
            ["a person's last profile is dropped"] = (Without(Profiles, LastOfPerson), "Missing"),
            ["a dead letter is dropped"] = (Without(DeadLetters, Middle), "Missing"),
            ["a transition comes twice"] = (Twice(Transitions, Middle), "Doubled"),
            ["a decision comes twice"] = (Twice(Decisions, Middle), "Doubled"),
            ["a trigger comes twice"] = (Twice(Push, Middle), "Doubled"),
            ["a profile comes twice"] = (Twice(Profiles, Middle), "Doubled"),
            ["a dead letter comes twice"] = (Twice(DeadLetters, Middle), "Doubled"),
            ["a trigger comes twice with two ids"] = (TwiceWithAnotherId(Push), "Unexpected"),
            ["a transition goes elsewhere"] = (With(Transitions, Middle, body => body["to"] = "nowhere"), "Wrong"),
            ["a transition comes from elsewhere"] = (With(Transitions, LastOfPerson, body => body["from"] = "nowhere"), "Wrong"),
            ["a resurrection is not told"] = (With(Transitions, Resurrection, body => body["resurrected"] = false), "Wrong"),
            ["a transition is blamed on silence"] = (With(Transitions, Each.First, body => body["cause"] = new JsonObject { ["kind"] = "silence" }), "Wrong"),
            ["a transition is a second late"] = (With(Transitions, Middle, body => body["at"] = Later(body["at"]!)), "Wrong"),
            ["a stage began at another time"] = (With(Transitions, LastOfPerson, body => body["since"] = Later(body["since"]!)), "Wrong"),
            ["a sent message is called suppressed"] = (With(Decisions, Sent, body => body["outcome"] = "suppressed_cooldown"), "Wrong"),
            ["a decision takes another campaign"] = (With(Decisions, Middle, body => body["campaign"] = "refund-care"), "Wrong"),
            ["a decision's risk is off"] = (With(Decisions, Middle, body => body["risk"] = body["risk"]!.GetValue<double>() + 1e-6), "Wrong"),
            ["a cooldown's rest is off"] = (With(Decisions, Suppressed, body => body["detail"] = "99d"), "Wrong"),
            ["a message counts one more"] = (With(Push, Middle, body => Increment(body["variables"]!.AsObject())), "Wrong"),
            ["a message lacks a variable"] = (With(Push, Middle, body => body["variables"] = new JsonObject()), "Wrong"),
            ["a message names another template"] = (With(Email, Middle, body => body["template"] = "spam"), "Wrong"),
            ["a trigger's id is another than its decision's"] = (With(Push, Middle, body => body["id"] = new string('0', 32)), "Wrong"),
            ["a last profile has one event more"] = (With(Profiles, LastOfPerson, body => body["events"] = body["events"]!.GetValue<int>() + 1), "Wrong"),
            ["a last profile is shifted in time"] = (With(Profiles, LastOfPerson, body => body["last_activity"] = Later(body["last_activity"]!)), "Wrong"),
            ["a last profile has another total"] = (With(Profiles, LastOfPerson, body => Increment(body["totals"]![0]!.AsObject())), "Wrong"),
            ["a last profile has another trait"] = (With(Profiles, HasEmail, body => body["traits"]!["email"] = "a@example.com"), "Wrong"),
            ["a last profile is an older one"] = (Stale, "Missing"),
            ["a profile is another person's"] = (OtherPersons, "Unexpected"),
            ["two transitions of a person change places"] = (Swapped(Transitions), "OutOfOrder"),
            ["two decisions of a person change places"] = (Swapped(Decisions), "OutOfOrder"),
            ["two profiles of a person change places"] = (Swapped(Profiles), "OutOfOrder"),
            ["a dead letter gives another reason"] = (Headed(DeadLetters, "engage-reason", "actor_fault"), "Wrong"),
            ["an output carries another offset"] = (Headed(Transitions, "ce_engageoffset", "999999"), "Wrong"),
            ["an output carries another clock"] = (Headed(Decisions, "ce_engageclock", "2026-01-01T00:00:00.000Z"), "Wrong"),
            ["an output is no JSON"] = (records => Replace(records, Transitions, Middle, r => r with { Value = "x"u8.ToArray() }), "Wrong"),
            ["a trigger goes to another channel"] = (records => Replace(records, Push, Middle, r => r with { Topic = Email }), "Missing"),
            ["a person's outputs vanish"] = (records => records.Where(r => r.Topic == "engage.events" || r.Key != "user-0000003"), "Missing"),
        };

    private static bool Middle(TopicRecord record, IReadOnlyList<TopicRecord> all) => ReferenceEquals(record, all[all.Count / 2]);

    private static bool LastOfPerson(TopicRecord record, IReadOnlyList<TopicRecord> all) =>
        ReferenceEquals(record, all.Last(r => r.Key == all[all.Count / 2].Key));

    private static bool Sent(TopicRecord record, IReadOnlyList<TopicRecord> all) =>
        ReferenceEquals(record, all.First(r => Body(r)["outcome"]!.GetValue<string>() == "sent"));

    private static bool Suppressed(TopicRecord record, IReadOnlyList<TopicRecord> all) =>
        ReferenceEquals(record, all.First(r => Body(r)["outcome"]!.GetValue<string>() == "suppressed_cooldown"));

    private static bool Resurrection(TopicRecord record, IReadOnlyList<TopicRecord> all) =>
        ReferenceEquals(record, all.First(r => Body(r)["resurrected"]!.GetValue<bool>()));

    private static bool HasEmail(TopicRecord record, IReadOnlyList<TopicRecord> all) => ReferenceEquals(record, all.Last(r =>
        Body(r)["traits"]!.AsObject().ContainsKey("email") && ReferenceEquals(r, all.Last(same => same.Key == r.Key))));

    private static Func<IReadOnlyList<TopicRecord>, IEnumerable<TopicRecord>> Without(string topic, Pick pick) =>
        records => records.Where(r => !Picked(records, topic, pick, r));

    private static Func<IReadOnlyList<TopicRecord>, IEnumerable<TopicRecord>> Twice(string topic, Pick pick) =>
        records => records.SelectMany(r => Picked(records, topic, pick, r) ? [r, r with { Offset = r.Offset + 1_000_000 }] : new[] { r });

    private static Func<IReadOnlyList<TopicRecord>, IEnumerable<TopicRecord>> TwiceWithAnotherId(string topic) =>
        records => records.SelectMany(r => Picked(records, topic, Middle, r)
            ? [r, Changed(r, body => body["id"] = new string('f', 32)) with { Headers = Header(r, "ce_id", new string('f', 32)) }]
            : new[] { r });

    private static Func<IReadOnlyList<TopicRecord>, IEnumerable<TopicRecord>> With(string topic, Pick pick, Action<JsonObject> change) =>
        records => Replace(records, topic, pick, r => Changed(r, change));

    private static Func<IReadOnlyList<TopicRecord>, IEnumerable<TopicRecord>> Headed(string topic, string header, string value) =>
        records => Replace(records, topic, Middle, r => r with { Headers = Header(r, header, value) });

    private static Func<IReadOnlyList<TopicRecord>, IEnumerable<TopicRecord>> Swapped(string topic) => records =>
    {
        TopicRecord[] two = records.Where(r => r.Topic == topic).GroupBy(r => r.Key).First(person => person.Count() >= 3).Skip(1).Take(2).ToArray();
        return records.Select(r =>
            ReferenceEquals(r, two[0]) ? two[1] with { Offset = two[0].Offset }
            : ReferenceEquals(r, two[1]) ? two[0] with { Offset = two[1].Offset }
            : r);
    };

    // The newest profile of a person is lost, and the one before stands in its place.
    private static IEnumerable<TopicRecord> Stale(IReadOnlyList<TopicRecord> records)
    {
        TopicRecord[] two = records.Where(r => r.Topic == Profiles).GroupBy(r => r.Key).First(person => person.Count() >= 2).TakeLast(2).ToArray();
        return records.Where(r => !ReferenceEquals(r, two[0])).Select(r => ReferenceEquals(r, two[1]) ? two[0] with { Offset = r.Offset } : r);
    }

    private static IEnumerable<TopicRecord> OtherPersons(IReadOnlyList<TopicRecord> records)
    {
        TopicRecord[] profiles = records.Where(r => r.Topic == Profiles).ToArray();
        TopicRecord other = profiles.First(r => r.Key != profiles[0].Key);
        return records.Select(r => ReferenceEquals(r, profiles[0]) ? other with { Key = r.Key, Offset = r.Offset } : r);
    }

    private static IEnumerable<TopicRecord> Replace(
        IReadOnlyList<TopicRecord> records, string topic, Pick pick, Func<TopicRecord, TopicRecord> change)
    {
        TopicRecord[] all = records.Where(r => r.Topic == topic).ToArray();
        TopicRecord picked = all.Single(r => pick(r, all));
        return records.Select(r => ReferenceEquals(r, picked) ? change(r) : r);
    }

    private static bool Picked(IReadOnlyList<TopicRecord> records, string topic, Pick pick, TopicRecord record) =>
        record.Topic == topic && pick(record, records.Where(r => r.Topic == topic).ToArray());

    private static TopicRecord Changed(TopicRecord record, Action<JsonObject> change)
    {
        JsonObject body = Body(record);
        change(body);
        return record with { Value = Encoding.UTF8.GetBytes(body.ToJsonString()) };
    }

    private static Dictionary<string, string> Header(TopicRecord record, string name, string value) => new(record.Headers) { [name] = value };

    private static JsonObject Body(TopicRecord record) => JsonNode.Parse(record.Value)!.AsObject();

    private static string Later(JsonNode instant) => instant.GetValue<DateTimeOffset>().AddSeconds(1).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);

    // The first number among the members, whether it is written as a number or, as in messages, as text.
    private static void Increment(JsonObject body)
    {
        (string name, JsonNode? value) = body.First(member => member.Value is JsonValue v && long.TryParse(v.ToString(), out _));
        long next = long.Parse(value!.ToString(), null) + 1;
        body[name] = value.GetValueKind() == System.Text.Json.JsonValueKind.Number ? next : next.ToString(null, null);
    }

    private delegate bool Pick(TopicRecord record, IReadOnlyList<TopicRecord> all);

    private static class Each
    {
        public static bool First(TopicRecord record, IReadOnlyList<TopicRecord> all) => ReferenceEquals(record, all[0]);
    }
}
