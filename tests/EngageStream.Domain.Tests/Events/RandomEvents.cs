using System.Text;

namespace EngageStream.Domain.Tests.Events;

/// <summary>Random texts that are events, nearly events, or damaged events.</summary>
internal sealed class RandomEvents(int seed)
{
    private static readonly string[] Fields =
        ["type", "event", "userId", "anonymousId", "messageId", "timestamp", "sentAt", "receivedAt", "originalTimestamp", "properties", "traits", "context",
        "integrations", "version"];

    private static readonly string[] Inner =
        ["price", "currency", "cart", "total", "owner", "name", "gift", "plan", "address", "city", "age", "traits", "other", "cart.total"];

    private static readonly string[] Texts =
        ["", " ", "u", "Order Completed", "Café \\\"Zoë\\\"", "a\\nb", "\\u0041\\u00e9\\u20AC", "\\ud83d\\ude00", "😀é", "x\\\\y\\/z", "Order \\u0043ompleted",
        "a rather long text that needs more than one block of sixteen bytes, with a \\\" in it"];

    private static readonly string[] Numbers = ["0", "-0", "1", "-17", "19.99", "1e3", "2.5E-3", "1e999", "123456789012345678901234567890", "0.1", "1e-400"];

    private static readonly string[] Instants =
        ["2025-12-31T23:00:00Z", "2025-12-31T23:59:59.5Z", "2026-01-01T00:00:07Z", "2025-12-31T22:00:00-01:00", "2026-06-01T00:00:00Z", "1980-01-01T00:00:00Z",
        "yesterday", "2025-12-31T23:00:00\\u005A"];

    private readonly Random _random = new(seed);

    /// <summary>The next text.</summary>
    public byte[] Next()
    {
        byte[] json = Encoding.UTF8.GetBytes(Event());
        return _random.Next(3) == 0 ? Damage(json) : json;
    }

    private string Event()
    {
        var members = new List<string> { Pair("type", Quote(Pick(["track", "identify", "page", "screen", "group", "alias", "track", "track"]))) };
        foreach (string field in Fields.Skip(1).Where(_ => _random.Next(3) != 0))
        {
            members.Add(Pair(field, FieldValue(field)));
        }

        for (int extra = _random.Next(3); extra > 0; extra--)
        {
            string field = Pick(Fields);
            members.Insert(_random.Next(members.Count + 1), Pair(field, _random.Next(4) == 0 ? Value(2) : FieldValue(field)));
        }

        return Space() + "{" + Space() + string.Join(Space() + "," + Space(), members) + Space() + "}" + Space();
    }

    private string FieldValue(string field) => field switch
    {
        "type" => Quote(Pick(["track", "identify", "page", "Track", "screen"])),
        "timestamp" or "sentAt" or "receivedAt" or "originalTimestamp" => _random.Next(12) == 0 ? Value(0) : Quote(Pick(Instants[..^3])),
        "properties" or "traits" or "context" => _random.Next(20) == 0 ? Value(1) : Object(3),
        "integrations" or "version" => Value(3),
        "event" => Quote(Pick(["Order Completed", "Product Viewed", "Order \\u0043ompleted", "Café \\\"Zoë\\\"", "Unknown"])),
        _ => _random.Next(8) == 0 ? Value(1) : Quote(Pick(Texts)),
    };

    private string Value(int depth) => _random.Next(depth > 0 ? 8 : 6) switch
    {
        0 => "null",
        1 => Pick(["true", "false"]),
        2 => Quote(Pick(Instants)),
        3 => Quote(Pick(Texts)),
        4 or 5 => Pick(Numbers),
        6 => "[" + string.Join(",", Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth - 1))) + "]",
        _ => Object(depth),
    };

    private string Object(int depth) => "{" + Space() + string.Join(
        "," + Space(), Enumerable.Range(0, _random.Next(6)).Select(_ => Pair(Pick(Inner), depth > 0 && _random.Next(3) == 0 ? Object(depth - 1) : Value(depth - 1)))) + "}";

    private string Pair(string name, string value)
    {
        string written = _random.Next(20) == 0 ? $"\\u{(int)name[0]:x4}{name[1..]}" : name;
        return Quote(written) + Space() + ":" + Space() + value;
    }

    private string Space() => _random.Next(5) == 0 ? Pick([" ", "\n", "\t ", "\r\n  "]) : "";

    private string Pick(string[] from) => from[_random.Next(from.Length)];

    private static string Quote(string text) => '"' + text + '"';

    private byte[] Damage(byte[] json)
    {
        var bytes = new List<byte>(json);
        for (int change = _random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            int at = _random.Next(bytes.Count);
            switch (_random.Next(5))
            {
                case 0:
                    bytes.RemoveAt(at);
                    break;
                case 1:
                    bytes.Insert(at, (byte)_random.Next(256));
                    break;
                case 2:
                    bytes[at] = (byte)"{}[]\",:\\ntf0-.eE \"\"u"[_random.Next(20)];
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, _random.Next(12))));
                    break;
            }
        }

        return bytes.ToArray();
    }
}
