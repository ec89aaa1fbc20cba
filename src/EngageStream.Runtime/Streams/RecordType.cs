using Confluent.Kafka;

namespace EngageStream.Runtime.Streams;

/// <summary>What an input record is, by its header <c>engage-type</c>.</summary>
internal enum RecordType : byte
{
    /// <summary>No such header: an event of the Segment shape.</summary>
    Click,

    /// <summary><c>clock</c>: time has come as far as the record's timestamp. The value is empty.</summary>
    Clock,

    /// <summary>A type that a newer version may know.</summary>
    Unknown,
}

/// <summary>Reads the type.</summary>
internal static class RecordTypes
{
    /// <summary>Name of the header.</summary>
    public const string Header = "engage-type";

    /// <summary>Type of a record; the last header of the name counts, as Kafka's own clients read them.</summary>
    public static RecordType Of(Headers? headers)
    {
        if (headers is null || headers.Count == 0 || !headers.TryGetLastBytes(Header, out byte[] type))
        {
            return RecordType.Click;
        }

        return type.AsSpan().SequenceEqual("clock"u8) ? RecordType.Clock : RecordType.Unknown;
    }
}
