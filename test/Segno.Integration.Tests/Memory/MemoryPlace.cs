namespace Segno.Integration.Tests.Memory;

/// <summary>Where a needle was found.</summary>
/// <param name="Byte">Which byte of the needle it is with which the place begins.</param>
/// <param name="Address">In the searched process.</param>
/// <param name="Region">What /proc/PID/maps calls it.</param>
internal sealed record MemoryPlace(int Byte, long Address, string Region);
