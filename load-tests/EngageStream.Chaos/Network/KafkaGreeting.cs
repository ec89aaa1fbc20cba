using System.Buffers.Binary;
using System.Text;

namespace EngageStream.Chaos.Network;

/// <summary>
/// The head of a connection's first Kafka request, which names the client:
/// <code>
/// size 4 B │ api key 2 B │ api version 2 B │ correlation id 4 B │ length of client id 2 B (−1: none) │ client id
/// </code>
/// </summary>
internal static class KafkaGreeting
{
    private const int LengthAt = 12;
    private const int TextAt = 14;

    /// <summary>Reads the client id; false while there are too few bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out string clientId)
    {
        clientId = "";
        if (bytes.Length < TextAt)
        {
            return false;
        }

        int length = Math.Max((short)0, BinaryPrimitives.ReadInt16BigEndian(bytes[LengthAt..]));
        if (bytes.Length < TextAt + length)
        {
            return false;
        }

        clientId = Encoding.UTF8.GetString(bytes.Slice(TextAt, length));
        return true;
    }
}
