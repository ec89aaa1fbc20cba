namespace EngageStream.Domain.Events;

/// <summary>JSON kinds that conditions and variables can use.</summary>
public enum PropertyKind : byte
{
    Missing,
    Number,
    Text,
    Boolean,
}

/// <summary>A property or trait of the event at hand. Text lies in <see cref="InputEvent.Text"/> as UTF-8, unescaped.</summary>
/// <param name="Kind">What it holds; JSON null is <see cref="PropertyKind.Missing"/>.</param>
/// <param name="Number">The number; 1 or 0 for a boolean.</param>
/// <param name="Start">First byte of the text in <see cref="InputEvent.Text"/>.</param>
/// <param name="Length">Bytes of the text.</param>
public readonly record struct PropertyValue(PropertyKind Kind, double Number = 0, int Start = 0, int Length = 0);
