namespace Segno.Tests.Vectors;

/// <summary>The secrets of RFC 8448 §3; TLS_AES_128_GCM_SHA256, X25519.</summary>
internal static class Rfc8448SimpleKeys
{
    public const string ClientPrivateKey = "49af42ba7f7994852d713ef2784bcbcaa7911de26adc5642cb634540e7ea5005";
    public const string ClientPublicKey = "99381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c";
    public const string ServerPrivateKey = "b1580eeadf6dd589b8ef4f2d5652578cc810e9980191ec8d058308cea216a21e";
    public const string ServerPublicKey = "c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f";
    public const string SharedSecret = "8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d";
    public const string EarlySecret = "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a";
    public const string EarlyDerived = "6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba";
    public const string HelloHash = "860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8";
    public const string ClientHandshakeTraffic = "b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21";
    public const string ServerHandshakeTraffic = "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38";
    public const string ServerHandshakeKey = "3fce516009c21727d0f2e4e86ee403bc";
    public const string ServerHandshakeIv = "5d313eb2671276ee13000b30";
    public const string ClientHandshakeKey = "dbfaa693d1762c5b666af5d950258d01";
    public const string ClientHandshakeIv = "5bd3c71b836e0b76bb73265f";
    public const string ServerFinishedHash = "9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13";
    public const string ClientApplicationTraffic = "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5";
    public const string ServerApplicationTraffic = "a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643";
    public const string ExporterMaster = "fe22f881176eda18eb8f44529e6792c50c9a3f89452f68d8ae311b4309d3cf50";
    public const string ServerApplicationKey = "9f02283b6c9c07efc26bb9f2ac92e356";
    public const string ServerApplicationIv = "cf782b88dd83549aadf1e984";
    public const string ClientApplicationKey = "17422dda596ed5d9acd890e3c63f5051";
    public const string ClientApplicationIv = "5b78923dee08579033e523d9";
    public const string ClientFinishedHash = "209145a96ee8e2a122ff810047cc952684658d6049e86429426db87c54ad143d";
    public const string ResumptionMaster = "7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c";
    public const string TicketNonce = "0000";
    public const string ResumptionPsk = "4ecd0eb6ec3b4d87f5d6028f922ca4c5851a277fd41311c9e62d2c9492e1c4f3";
}

/// <summary>The secrets of RFC 8448 §4, whose PSK is the ticket of §3.</summary>
internal static class Rfc8448ResumedKeys
{
    public const string BinderHash = "63224b2e4573f2d3454ca84b9d009a04f6be9e05711a8396473aefa01e924a14";
    public const string Binder = "3add4fb2d8fdf822a0ca3cf7678ef5e88dae990141c5924d57bb6fa31b9e5f9d";
    public const string ClientHelloHash = "08ad0fa05d7c7233b1775ba2ff9f4c5b8b59276b7f227f13a976245f5d960913";
    public const string ClientEarlyTraffic = "3fbbe6a60deb66c30a32795aba0eff7eaa10105586e7be5c09678d63b6caab62";
    public const string EarlyExporterMaster = "b2026866610937d7423e5be90862ccf24c0e6091186d34f812089ff5be2ef7df";
    public const string EarlyKey = "920205a5b7bf2115e6fc5c2942834f54";
    public const string EarlyIv = "6d475f0993c8e564610db2b9";
    public const string SharedSecret = "f44194756ff9ec9d25180635d66ea6824c6ab3bf179977be37f723570e7ccb2e";
    public const string HelloHash = "f736cb34fe25e701551bee6fd24c1cc7102a7daf9405cb15d97aafe16f757d03";
    public const string ClientHandshakeTraffic = "2faac08f851d35fea3604fcb4de82dc62c9b164a70974d0462e27f1ab278700f";
    public const string ServerHandshakeTraffic = "fe927ae271312e8bf0275b581c54eef020450dc4ecffaa05a1a35d27518e7803";
    public const string ServerHandshakeKey = "27c6bdc0a3dcea39a47326d79bc9e4ee";
    public const string ServerHandshakeIv = "9569ecdd4d0536705e9ef725";
    public const string ClientHandshakeKey = "b1530806f4adfeac83f1413032bbfa82";
    public const string ClientHandshakeIv = "eb50c16be7654abf99dd06d9";
    public const string ServerFinishedHash = "b0aeffc46a2cfe33114e6fd7d51f9f04b1ca3c497dab08934a774a9d9ad7dbf3";
    public const string ClientApplicationTraffic = "2abbf2b8e381d23dbebe1dd2a7d16a8bf484cb4950d23fb7fb7fa8547062d9a1";
    public const string ServerApplicationTraffic = "cc21f1bf8feb7dd5fa505bd9c4b468a9984d554a993dc49e6d285598fb672691";
    public const string ExporterMaster = "3fd93d4ffddc98e64b14dd107aedf8ee4add23f4510f58a4592d0b201bee56b4";
    public const string ServerApplicationKey = "e857c690a34c5a9129d833619684f95e";
    public const string ServerApplicationIv = "0685d6b561aab9ef1013faf9";
    public const string ClientApplicationKey = "3cf122f301c6358ca7989553250efd72";
    public const string ClientApplicationIv = "ab1aec26aa78b8fc1176b9ac";
    public const string ClientFinishedHash = "c3c122e0bd907a4a3ff6112d8fd53dbf89c773d9552e8b6b9d56d361b3a97bf6";
    public const string ResumptionMaster = "5e95bdf1f89005ea2e9aa0ba85e728e3c19c5fe0c699e3f5bee59faebd0b5406";
}

/// <summary>The secrets of RFC 8448 §5; P-256 after a HelloRetryRequest.</summary>
internal static class Rfc8448RetryKeys
{
    public const string HelloHash = "8aa8e828ec2f8a884fec95a3139de01c15a3daa7ff5bfc3f4bfcc21b438d7bf8";
    public const string SharedSecret = "c142ce13ca11b5c2233652e63ad3d97844f1621fbfb9de69d547dc8fedeabeb4";
    public const string ClientHandshakeTraffic = "158aa7ab8855073582b41d674b4055cabcc534728f659314861b4e08e2011566";
    public const string ServerHandshakeTraffic = "3403e781e2af7b6508da28574f6e95a1abf162de83a97927c37672a4a0cef8a1";
    public const string ServerFinishedHash = "50f63cbf36b0dd049e7a0ba27d6455745ea2aaac54bb167f9950b2b7ce9509da";
    public const string ClientApplicationTraffic = "75ecf4b972525aa0dcd057c9944d4cd5d82671d8843141d7dc2a4ff15a21dc51";
    public const string ServerApplicationTraffic = "5c74f87df04225db0f8209c9de6429e49435fdefa7cad61864874d12f31cfc8d";
    public const string ExporterMaster = "7c06d3ae106a3a374ace4837b3985cac67780a6e2c5c04b58319d584df09d223";
}
