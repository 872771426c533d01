namespace Segno.AspNetCore;
