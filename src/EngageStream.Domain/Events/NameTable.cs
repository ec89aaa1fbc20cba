using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace EngageStream.Domain.Events;

/// <summary>
/// Finds a name's index by its UTF-8 bytes without making a string: open addressing, at most half full. The names are the
/// playbook's, so that no sender can make its chains long. Immutable.
/// </summary>
internal sealed class NameTable
{
    private const ulong Mix = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio: spreads bits upwards (Knuth, TAOCP 3, 6.4)
    private readonly Entry[] _entries;
    private readonly int _shift;

    /// <param name="names">Distinct names; the position is the index.</param>
    public NameTable(IReadOnlyList<string> names)
    {
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, names.Count * 2));
        _entries = new Entry[capacity];
        _shift = 64 - BitOperations.Log2((uint)capacity);
        Count = names.Count;
        for (int index = 0; index < names.Count; index++)
        {
            Insert(Encoding.UTF8.GetBytes(names[index]), index);
        }
    }

    /// <summary>Number of names.</summary>
    public int Count { get; }

    /// <summary>The index of a name, or −1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        ulong hash = Hash(name);
        for (int at = (int)(hash >> _shift); ; at = (at + 1) & (_entries.Length - 1))
        {
            ref readonly Entry entry = ref _entries[at];
            if (entry.Name is null)
            {
                return -1;
            }

            if (entry.Hash == hash && name.SequenceEqual(entry.Name))
            {
                return entry.Index;
            }
        }
    }

    private void Insert(byte[] name, int index)
    {
        if (Find(name) >= 0)
        {
            throw new ArgumentException($"The name '{Encoding.UTF8.GetString(name)}' is given twice.");
        }

        ulong hash = Hash(name);
        int at = (int)(hash >> _shift);
        while (_entries[at].Name is not null)
        {
            at = (at + 1) & (_entries.Length - 1);
        }

        _entries[at] = new Entry(hash, name, index);
    }

    /// <summary>Length, first and last bytes: enough to tell names apart before they are compared.</summary>
    private static ulong Hash(ReadOnlySpan<byte> name)
    {
        ulong head;
        ulong tail;
        if (name.Length >= 8)
        {
            head = BinaryPrimitives.ReadUInt64LittleEndian(name);
            tail = BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]);
        }
        else if (name.Length >= 4)
        {
            head = BinaryPrimitives.ReadUInt32LittleEndian(name);
            tail = BinaryPrimitives.ReadUInt32LittleEndian(name[^4..]);
        }
        else
        {
            head = name.IsEmpty ? 0UL : name[0] | ((ulong)name[name.Length / 2] << 8) | ((ulong)name[^1] << 16);
            tail = 0;
        }

        return (head ^ BitOperations.RotateLeft(tail * Mix, 32) ^ (ulong)name.Length) * Mix;
    }

    private readonly record struct Entry(ulong Hash, byte[]? Name, int Index);
}
