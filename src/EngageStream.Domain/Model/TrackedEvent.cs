namespace EngageStream.Domain.Model;

/// <summary>An event that a playbook names.</summary>
/// <param name="Name">As in the event's <c>event</c> field.</param>
/// <param name="Activity">Whether it makes an active day, ends a silence and belongs to a session. An <c>Order Refunded</c> does not.</param>
public sealed record TrackedEvent(string Name, bool Activity);
