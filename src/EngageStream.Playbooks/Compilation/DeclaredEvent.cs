using EngageStream.Playbooks.Diagnostics;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Types of properties and traits.</summary>
internal enum FieldType : byte
{
    Number,
    Text,
}

/// <summary>An event of the section <c>events</c>.</summary>
/// <param name="Index">Index in the model.</param>
/// <param name="Name">As in the event's <c>event</c> field.</param>
/// <param name="Activity">Whether it is an activity.</param>
/// <param name="Properties">Declared properties by path.</param>
/// <param name="Mark">Where it is declared.</param>
internal sealed record DeclaredEvent(
    int Index, string Name, bool Activity, IReadOnlyDictionary<string, FieldType> Properties, SourceMark Mark);
