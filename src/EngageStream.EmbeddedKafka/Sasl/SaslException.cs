namespace EngageStream.EmbeddedKafka.Sasl;

/// <summary>An authentication that has failed.</summary>
/// <param name="kind">
/// What is counted: <c>credentials</c>, <c>mechanism</c>, <c>message</c>, <c>state</c>, <c>timeout</c> or <c>tls</c>.
/// </param>
/// <param name="reason">For the log; holds nothing that the client sent.</param>
internal sealed class SaslException(string kind, string reason) : Exception(reason)
{
    public string Kind { get; } = kind;

    /// <summary>A message that does not follow its mechanism's rules.</summary>
    public static SaslException Malformed(string what) => new("message", $"a malformed message: {what}");

    /// <summary>The wrong password, or nobody's name: the client is not told which.</summary>
    public static SaslException Credentials(string mechanism, bool known) =>
        new("credentials", $"{mechanism}: {(known ? "the password is wrong" : "there is no such user")}");
}
