using EngageStream.Console.Ports;
using EngageStream.Runtime.Audit;

namespace EngageStream.Host.Api;

/// <summary>The audit trail for what comes over the API.</summary>
internal sealed class ApiAudit(AuditedAction audited) : IAudit
{
    /// <inheritdoc/>
    public async Task<T> RunAsync<T>(AuditedRequest request, Func<IDictionary<string, string>, Task<T>> run, CancellationToken cancel)
    {
        try
        {
            return await audited.RunAsync($"token:{request.Token}", request.Action, request.On, request.Details, run, cancel)
                .ConfigureAwait(false);
        }
        catch (AuditUnavailableException fault)
        {
            throw new NotRecordedException(fault.Message, fault);
        }
    }
}
