namespace EngageStream.Playbooks.Keys;

/// <summary>
/// What a value of a playbook may look like. The checker and the JSON Schema are both made from these, so they cannot differ.
/// </summary>
internal abstract record Shape;

/// <summary>Text, within a pattern (a whole match) or among names where they are given.</summary>
internal sealed record TextShape(string Expected, string? Pattern = null, IReadOnlyList<string>? OneOf = null, int MaxLength = 200) : Shape;

/// <summary>A number between bounds.</summary>
internal sealed record NumberShape(string Expected, double Above, double Below) : Shape;

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record FlagShape : Shape;

/// <summary>A duration such as <c>30d</c> between bounds, in milliseconds, both allowed.</summary>
internal sealed record DurationShape(long LeastMs, long MostMs) : Shape;

/// <summary>An expression: a condition or a value.</summary>
internal sealed record ExpressionShape(string Expected) : Shape;

/// <summary>A list; with <paramref name="OrSingle"/> also one item alone.</summary>
internal sealed record ListShape(Shape Item, int Least = 0, int Most = 10_000, bool OrSingle = false) : Shape;

/// <summary>Names of the author's own, each with a value.</summary>
internal sealed record NamesShape(TextShape Name, Shape Value) : Shape;

/// <summary>Fixed keys.</summary>
internal sealed record TableShape(KeyTable Table) : Shape;

/// <summary>One of several tables, told apart by their first key.</summary>
internal sealed record ChoiceShape(IReadOnlyList<KeyTable> Tables) : Shape;

/// <summary>A key of a <see cref="KeyTable"/>.</summary>
/// <param name="Name">As a playbook writes it.</param>
/// <param name="Shape">What its value may look like.</param>
/// <param name="Description">What it means, in sentences; editors show it.</param>
/// <param name="Required">Whether the table is an error without it.</param>
/// <param name="Default">What holds without the key, as a playbook would write it or in words; null where nothing does.</param>
internal sealed record Key(string Name, Shape Shape, string Description, bool Required = false, string? Default = null);

/// <summary>The keys that may stand together.</summary>
internal sealed record KeyTable(string What, params IReadOnlyList<Key> Keys);
