using System.Text.Json;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Effects;

namespace EngageStream.Runtime.Outputs;

/// <summary>Parts that several bodies share.</summary>
internal static class BodyParts
{
    public static void WriteCause(Utf8JsonWriter json, Cause cause)
    {
        json.WriteStartObject("cause"u8);
        json.WriteString("kind"u8, OutputNames.Of(cause.Kind));
        if (cause.EventName is not null)
        {
            json.WriteString("event"u8, cause.EventName);
        }

        json.WriteEndObject();
    }

    public static void WriteWhy(Utf8JsonWriter json, string rule, IReadOnlyList<ExplainedValue> values)
    {
        json.WriteStartObject("why"u8);
        json.WriteString("rule"u8, rule);
        WriteValues(json, values);
        json.WriteEndObject();
    }

    public static void WriteValues(Utf8JsonWriter json, IReadOnlyList<ExplainedValue> values)
    {
        json.WriteStartArray("values"u8);
        foreach (ExplainedValue value in values)
        {
            json.WriteStartObject();
            json.WriteString("expression"u8, value.Expression);
            json.WriteString("text"u8, value.Text);
            WriteNumber(json, "number"u8, value.Number ?? double.NaN);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a number, or null where JSON has none for it.</summary>
    public static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
