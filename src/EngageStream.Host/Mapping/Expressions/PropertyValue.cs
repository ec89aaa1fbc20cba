using System.Text.Json;

namespace EngageStream.Host.Mapping.Expressions;

/// <summary>The value of a property or trait, from what a group's aggregates have gathered.</summary>
public abstract class PropertyValue
{
    /// <summary>Writes the property; nothing when no row had a value.</summary>
    public abstract void Write(Utf8JsonWriter json, string name, Accumulator[] gathered);
}

/// <summary>The text of a text aggregate.</summary>
public sealed class TextProperty(int aggregate) : PropertyValue
{
    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, string name, Accumulator[] gathered)
    {
        if (gathered[aggregate].Text is { } text)
        {
            json.WriteString(name, text);
        }
    }
}

/// <summary>A number over numeric aggregates, without trailing zeros.</summary>
public sealed class NumberProperty(Number<Accumulator[]> number) : PropertyValue
{
    // Dividing by a one of full scale makes .NET choose the shortest scale: 15.30 becomes 15.3.
    private const decimal FullScaleOne = 1.0000000000000000000000000000m;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, string name, Accumulator[] gathered) =>
        json.WriteNumber(name, number.Evaluate(gathered) / FullScaleOne);
}
