namespace EngageStream.Domain.Events.Json;

/// <summary>What a JSON value is. Strings with escapes are apart: only they need decoding.</summary>
internal enum JsonKind : byte
{
    /// <summary>There is no such member.</summary>
    Absent,
    Null,
    String,
    EscapedString,
    Number,
    True,
    False,
    Object,
    Array,
}
