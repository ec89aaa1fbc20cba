using System.Text;
using EngageStream.Domain.Events;
using EngageStream.Domain.Events.Shapes;

namespace EngageStream.Domain.Tests.Events.Shapes;

public class EventShapesTests
{
    private static readonly string[] Known =
    [
        """{"type":"track","event":"Order Completed","userId":"ann","messageId":"m-1","timestamp":"2025-12-31T23:59:59.123Z","properties":{"price":19.99,"currency":"GBP","cart":{"total":3,"owner":{"name":"Bo"}},"tags":["a",1,{"b":null}]}}""",
        """{"anonymousId":7,"context":{"library":{"name":"x"},"traits":{"plan":"pro","age":41}},"traits":{"address":{"city":"York"}},"type":"identify","sentAt":"2025-12-31T23:59:58Z","receivedAt":"2025-12-31T23:59:59Z","integrations":{"All":true}}""",
        """ { "type" : "page" , "userId" : "ann" , "properties" : { "gift" : false, "price" : null } } """,
    ];

    private readonly TestParser _trained = new();

    [Fact]
    public void An_event_of_a_shape_that_was_learnt_is_read_whatever_its_values()
    {
        EventShapes shapes = NewShapes();
        byte[] first = Encoding.UTF8.GetBytes("""{"type":"track","userId":"ann","properties":{"price":1,"cart":{"total":2}}}""");
        byte[] other = Encoding.UTF8.GetBytes("""{"type":"track","userId":"Zoë","properties":{"price":-19.5,"cart":{"total":null}}}""");
        Assert.False(TryRead(shapes, first, out _));
        shapes.Learn(first);
        Assert.True(TryRead(shapes, other, out InputEvent read));
        Assert.Equal(-19.5, read.Properties[0].Number);
        Assert.False(TryRead(shapes, Encoding.UTF8.GetBytes("""{"type":"page","userId":"ann","properties":{"price":1,"cart":{"total":2}}}"""), out _));
    }

    [Fact]
    public void Where_hardly_two_events_have_one_shape_few_are_learnt()
    {
        EventShapes shapes = NewShapes();
        int learnt = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] odd = Encoding.UTF8.GetBytes($$"""{"type":"track","userId":"ann","n{{i % 10}}":{"m{{i}}":1} }""");
            Assert.False(TryRead(shapes, odd, out _));
            shapes.Learn(odd);
            learnt += TryRead(shapes, odd, out _) ? 1 : 0;
        }

        Assert.InRange(learnt, 100, 1_000);

        // Who comes after all these is learnt all the same.
        byte[] regular = Encoding.UTF8.GetBytes("""{"type":"track","userId":"ann","properties":{"price":1}}""");
        for (int i = 0; i < 64; i++)
        {
            TryRead(shapes, regular, out _);
            shapes.Learn(regular);
        }

        Assert.True(TryRead(shapes, regular, out _));
    }

    [Fact]
    public void An_event_of_a_known_shape_with_one_byte_changed_is_read_as_by_a_parser_that_knows_none()
    {
        Train();
        foreach (string text in Known)
        {
            byte[] json = Encoding.UTF8.GetBytes(text);
            for (int at = 0; at < json.Length; at++)
            {
                byte kept = json[at];
                foreach (byte other in "\"\\{}[]:, 0.-eEtnu7Z\n\0"u8.ToArray().Append((byte)0x80).Append((byte)0xC3))
                {
                    json[at] = other;
                    AssertReadAsNew(json);
                }

                json[at] = kept;
            }
        }
    }

    [Fact]
    public void Values_of_every_kind_in_a_known_shape_are_read_as_by_a_parser_that_knows_none()
    {
        string[] values =
        [
            "\"\"", "\"x\"", "\"a text of more than sixteen bytes, and then some\"", "\"Zoë\"", "\"\\u00e9\\n\"", "\"\\ud83d\\ude00\"", "\"a\\", "\"\u0001\"",
            "0", "-0", "12", "1.50", "1e3", "1234567890123456789", "01", "1.", "-", "true", "false", "null", "nul", "[]", "[1]", "{}", "{\"a\":1}", "", "\"track\"",
        ];
        Train();
        foreach (string text in Known)
        {
            foreach (string part in new[] { "\"ann\"", "\"m-1\"", "19.99", "\"GBP\"", "3", "\"Bo\"", "7", "\"pro\"", "41", "true", "\"York\"", "false", "null", "\"identify\"", "\"Order Completed\"" })
            {
                foreach (string value in values.Where(_ => text.Contains(part, StringComparison.Ordinal)))
                {
                    AssertReadAsNew(Encoding.UTF8.GetBytes(text.Replace(part, value, StringComparison.Ordinal)));
                }
            }
        }
    }

    [Fact]
    public void Traits_of_a_context_stay_with_their_event_also_where_it_turns_out_damaged()
    {
        string damaged = Known[1].Replace("York", "\u0001York", StringComparison.Ordinal);
        const string Own = """{"type":"identify","userId":"bo","traits":{"age":3}}""";
        Train();
        foreach (string before in new[] { Known[1], damaged })
        {
            for (int round = 0; round < 2; round++)
            {
                _trained.Parse(before);
                _trained.Good(Own);
                Assert.Equal(("3", "none"), (_trained.Trait("age"), _trained.Trait("plan")));
            }
        }
    }

    [Fact]
    public void Every_beginning_of_a_known_event_is_refused()
    {
        Train();
        foreach (string text in Known)
        {
            byte[] json = Encoding.UTF8.GetBytes(text.TrimEnd());
            for (int length = 0; length < json.Length; length++)
            {
                Assert.Equal(EventError.MalformedJson, _trained.Parse(json.AsSpan(0, length)));
            }
        }
    }

    [Fact]
    public void More_shapes_than_there_is_room_for_change_nothing()
    {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            // A third of the events repeat, so that there is credit to learn; the rest are of shapes of their own.
            string odd = $$"""{"type":"track","event":"Order Completed","userId":"u{{i}}","n{{random.Next(100_000)}}":{{i}},"properties":{"m{{i % 977}}":"v","price":{{i % 100}}.5} }""";
            Assert.Equal(EventError.None, _trained.Parse(odd));
            Assert.Equal($"u{i}", _trained.UserId);
            Assert.Equal($"{i % 100}.5", _trained.Property("price"));
            _trained.Good(Known[i % Known.Length]);
        }

        Train();
        foreach (string text in Known)
        {
            AssertReadAsNew(Encoding.UTF8.GetBytes(text));
        }
    }

    private static EventShapes NewShapes() => new(TestParser.Shop, new byte[EventParser.MaxLength]);

    private static bool TryRead(EventShapes shapes, byte[] json, out InputEvent read)
    {
        EventFields fields = default;
        read = new InputEvent(TestParser.Shop);
        return shapes.TryRead(json, ref fields, new PropertyValue[TestParser.Shop.Traits.Count], read, out _);
    }

    private void Train()
    {
        foreach (string text in Known)
        {
            _trained.Good(text);
        }
    }

    private void AssertReadAsNew(byte[] json)
    {
        var parser = new TestParser();
        EventError expected = parser.Parse(json);
        EventError actual = _trained.Parse(json);
        Assert.True(expected == actual, $"{Encoding.UTF8.GetString(json)}\nexpected {expected}\nactual   {actual}");
        if (expected == EventError.None)
        {
            Assert.Equal(NaiveEventReader.Describe(parser.Event), NaiveEventReader.Describe(_trained.Event));
            Assert.Equal(parser.Event.HasTraits, _trained.Event.HasTraits);
            Assert.Equal(parser.Event.MessageHash, _trained.Event.MessageHash);
        }
    }
}
