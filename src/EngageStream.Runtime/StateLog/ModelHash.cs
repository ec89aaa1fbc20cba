using System.Text;
using EngageStream.Domain.Model;

namespace EngageStream.Runtime.StateLog;

/// <summary>Names a playbook's content in 8 bytes: FNV-1a (Fowler, Noll, Vo), 64 bits, of its content hash.</summary>
internal static class ModelHash
{
    public static ulong Of(EngagementModel model)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in Encoding.UTF8.GetBytes(model.ContentHash))
        {
            hash = (hash ^ b) * 1099511628211;
        }

        return hash;
    }
}
