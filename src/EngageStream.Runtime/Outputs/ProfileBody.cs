using System.Text.Json;
using EngageStream.Domain.Events;
using EngageStream.Domain.Lifecycle;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;

namespace EngageStream.Runtime.Outputs;

/// <summary>Data of a profile: docs/schemas/profile.v1.schema.json.</summary>
internal static class ProfileBody
{
    public static void Write(Utf8JsonWriter json, EngagementModel model, UserState user, long clockMs)
    {
        json.WriteString("user"u8, user.Id);
        Rfc3339.WriteTo(json, "as_of"u8, clockMs);
        json.WriteString("stage"u8, OutputNames.OfStage(model, user.Stage));
        Rfc3339.WriteTo(json, "stage_since"u8, user.StageSinceMs);
        BodyParts.WriteNumber(json, "risk"u8, user.ActiveDays == 0 ? double.NaN : RiskClock.RiskAt(model, user, clockMs));
        json.WriteString("band"u8, OutputNames.Of(user.Band));
        Rfc3339.WriteTo(json, "band_since"u8, user.BandSinceMs);
        Rfc3339.WriteTo(json, "first_seen"u8, user.FirstSeenMs);
        Rfc3339.WriteTo(json, "last_activity"u8, user.LastActivityMs);
        json.WriteNumber("active_days"u8, user.ActiveDays);
        json.WriteNumber("sessions"u8, user.Sessions);
        json.WriteNumber("events"u8, user.Events);
        WriteTotals(json, model, user);
        WriteTraits(json, model, user);
    }

    private static void WriteTotals(Utf8JsonWriter json, EngagementModel model, UserState user)
    {
        json.WriteStartArray("totals"u8);
        foreach (ref readonly EventTotal total in user.Totals.Items)
        {
            json.WriteStartObject();
            json.WriteString("event"u8, model.Events[total.Index].Name);
            json.WriteNumber("count"u8, total.Count);
            Rfc3339.WriteTo(json, "last"u8, total.LastMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTraits(Utf8JsonWriter json, EngagementModel model, UserState user)
    {
        json.WriteStartObject("traits"u8);
        foreach (ref readonly TraitValue trait in user.Traits.Items)
        {
            WriteTrait(json, model.Schema.Traits[trait.Index], trait);
        }

        json.WriteEndObject();
    }

    private static void WriteTrait(Utf8JsonWriter json, string name, in TraitValue trait)
    {
        json.WritePropertyName(name);
        switch (trait.Kind)
        {
            case PropertyKind.Text:
                json.WriteStringValue(trait.Text);
                break;
            case PropertyKind.Boolean:
                json.WriteBooleanValue(trait.Number != 0);
                break;
            case PropertyKind.Number when double.IsFinite(trait.Number):
                json.WriteNumberValue(trait.Number);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
