using System.Buffers.Binary;
using System.Reflection;

namespace EngageStream.EmbeddedKafka.Tests.Network;

/// <summary>Makes requests that are nearly right out of recorded ones; the same seed makes the same requests.</summary>
internal sealed class RequestMutator(int seed)
{
    private static readonly byte[][] Recorded = Read();

    private readonly Random _random = new(seed);

    public static int RecordedCount => Recorded.Length;

    /// <summary>A recorded request as it is.</summary>
    public static byte[] Original(int index) => Recorded[index];

    /// <summary>A recorded request with one to four things wrong, or noise behind a plausible header.</summary>
    public byte[] Next()
    {
        List<byte> request = [.. Recorded[_random.Next(Recorded.Length)]];
        for (int changes = _random.Next(1, 5); changes > 0 && request.Count > 8; changes--)
        {
            Change(request);
        }

        return [.. request];
    }

    private static byte[][] Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("recorded-requests.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(Convert.FromHexString)];
    }

    private void Change(List<byte> request)
    {
        // The type of the request stays, so that most of the mutants get as far as a handler.
        int at = _random.Next(2, request.Count);
        switch (_random.Next(7))
        {
            case 0:
                request[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                request[at] = (byte)_random.Next(256);
                break;
            case 2:
                request.RemoveRange(at, request.Count - at);
                break;
            case 3:
                request.RemoveRange(at, Math.Min(_random.Next(1, 9), request.Count - at));
                break;
            case 4:
                byte[] noise = new byte[_random.Next(1, 20)];
                _random.NextBytes(noise);
                request.InsertRange(at, noise);
                break;
            case 5:
                request.InsertRange(at, request.GetRange(at, Math.Min(_random.Next(1, 40), request.Count - at)));
                break;
            default:
                Extreme(request, at);
                break;
        }
    }

    /// <summary>A number that lengths and counts must be able to bear.</summary>
    private void Extreme(List<byte> request, int at)
    {
        int[] numbers = [int.MaxValue, int.MinValue, -1, -2, 0, 0x7FFF, 0xFFFF, request.Count, 1_000_000];
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, numbers[_random.Next(numbers.Length)]);
        for (int i = 0; i < bytes.Length && at + i < request.Count; i++)
        {
            request[at + i] = bytes[i];
        }
    }
}
