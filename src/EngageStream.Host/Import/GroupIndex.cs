using System.Diagnostics.CodeAnalysis;
using EngageStream.Host.Mapping.Expressions;

namespace EngageStream.Host.Import;

/// <summary>Finds the group of a row by the values of the grouping columns. Without such columns every row is a group of its own.</summary>
/// <param name="slots">Slots of the grouping columns.</param>
public sealed class GroupIndex(IReadOnlyList<int> slots)
{
    private const char Border = '\u001F';
    private readonly Dictionary<string, EventGroup> _groups = new(StringComparer.Ordinal);
    private readonly List<EventGroup> _inOrder = [];
    private char[] _key = new char[256];
    private int _keyLength;

    /// <summary>All groups in the order of their first rows.</summary>
    public IReadOnlyList<EventGroup> Groups => _inOrder;

    /// <summary>Finds the group of a row and remembers the row's key for <see cref="Add"/>.</summary>
    public bool TryFind(Row row, [NotNullWhen(true)] out EventGroup? group)
    {
        group = null;
        _keyLength = 0;
        foreach (int slot in slots)
        {
            ReadOnlySpan<char> text = row.Text(slot);
            if (_keyLength + text.Length + 1 > _key.Length)
            {
                Array.Resize(ref _key, (_key.Length + text.Length) * 2);
            }

            text.CopyTo(_key.AsSpan(_keyLength));
            _keyLength += text.Length;
            _key[_keyLength++] = Border;
        }

        return slots.Count > 0 && _groups.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(_key.AsSpan(0, _keyLength), out group);
    }

    /// <summary>Adds the group of the row that was looked for last.</summary>
    public void Add(EventGroup group)
    {
        _inOrder.Add(group);
        if (slots.Count > 0)
        {
            _groups.Add(_key.AsSpan(0, _keyLength).ToString(), group);
        }
    }
}
