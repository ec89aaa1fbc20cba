using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace EngageStream.Runtime.Outputs;

/// <summary>
/// Headers of a CloudEvent 1.0 in Kafka's binary mode: every attribute is a header <c>ce_…</c>, the value is the data alone.
/// One per application and playbook; the constant parts are encoded once.
/// </summary>
public sealed class CloudEvent
{
    private static readonly byte[] SpecVersion = "1.0"u8.ToArray();
    private static readonly byte[] Json = "application/json"u8.ToArray();
    private readonly byte[] _source;
    private readonly byte[] _playbook;

    /// <param name="applicationId">Becomes the source <c>/engagestream/&lt;application id&gt;</c>.</param>
    /// <param name="playbookHash">Content hash of the playbook that decided.</param>
    public CloudEvent(string applicationId, string playbookHash)
    {
        _source = Encoding.UTF8.GetBytes($"/engagestream/{applicationId}");
        _playbook = Encoding.UTF8.GetBytes(playbookHash);
    }

    /// <summary>Headers of one event.</summary>
    /// <param name="type">One of <see cref="OutputTypes"/>, in UTF-8.</param>
    /// <param name="id">Unique within the source; the same for the same input.</param>
    /// <param name="subject">Person.</param>
    /// <param name="timeMs">When it happened.</param>
    /// <param name="origin">Shard clock and input position.</param>
    public Headers Headers(byte[] type, byte[] id, byte[] subject, long timeMs, in OutputOrigin origin) =>
    [
        new Header("ce_specversion", SpecVersion),
        new Header("ce_type", type),
        new Header("ce_id", id),
        new Header("ce_source", _source),
        new Header("ce_subject", subject),
        new Header("ce_time", Rfc3339.Bytes(timeMs)),
        new Header("ce_engageclock", Rfc3339.Bytes(origin.ClockMs)),
        new Header("ce_engagepartition", Decimal(origin.Partition)),
        new Header("ce_engageoffset", Decimal(origin.Offset)),
        new Header("ce_engageplaybook", _playbook),
        new Header("content-type", Json),
    ];

    /// <summary>Headers of an event that no input record caused: without clock, position and playbook.</summary>
    /// <param name="applicationId">Becomes the source.</param>
    /// <param name="type">One of <see cref="OutputTypes"/>.</param>
    /// <param name="id">Unique within the source.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="timeMs">When it happened.</param>
    public static Headers Plain(string applicationId, string type, string id, string subject, long timeMs) =>
    [
        new Header("ce_specversion", SpecVersion),
        new Header("ce_type", Encoding.UTF8.GetBytes(type)),
        new Header("ce_id", Encoding.UTF8.GetBytes(id)),
        new Header("ce_source", Encoding.UTF8.GetBytes($"/engagestream/{applicationId}")),
        new Header("ce_subject", Encoding.UTF8.GetBytes(subject)),
        new Header("ce_time", Rfc3339.Bytes(timeMs)),
        new Header("content-type", Json),
    ];

    private static byte[] Decimal(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
