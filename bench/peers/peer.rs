//! A Rust process that is measured: `peer EXIT0 SAY SLEEPER MIB`, speaking the protocol of processes.mjs.

use std::error::Error;
use std::fs::File;
use std::io::{stdin, BufRead};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

type Failure = Box<dyn Error + Send + Sync>;

#[derive(Default)]
struct Samples {
    latency: Vec<f64>,
    blocked: Vec<f64>,
}

struct Programs {
    exit0: String,
    say: String,
    sleeper: String,
}

fn quiet(program: &str) -> std::io::Result<Child> {
    Command::new(program).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

fn us(since: Instant) -> f64 {
    since.elapsed().as_nanos() as f64 / 1000.0
}

fn launch(way: &str, programs: &Programs, samples: &mut Samples) -> Result<(), Failure> {
    let begun = Instant::now();
    match way {
        "command" => {
            let mut child = quiet(&programs.exit0)?;
            samples.blocked.push(us(begun));
            if !child.wait()?.success() {
                return Err("the program did not end well".into());
            }
        }
        "output" => {
            let output = Command::new(&programs.say).output()?;
            samples.blocked.push(us(begun));
            if output.stdout != b"hello\n" {
                return Err("the output is not what was written".into());
            }
        }
        _ => return Err(format!("no such way: {way}").into()),
    }
    samples.latency.push(us(begun));
    Ok(())
}

fn lane(way: &str, programs: &Programs, least: usize, until: Instant) -> Result<Samples, Failure> {
    let mut samples = Samples::default();
    while samples.latency.len() < least || Instant::now() < until {
        launch(way, programs, &mut samples)?;
    }
    Ok(samples)
}

fn measure(way: &str, flying: usize, ms: u64, programs: &Programs) -> Result<String, Failure> {
    let start = Instant::now();
    let until = start + Duration::from_millis(ms);
    let mut all = Samples::default();
    if flying == 1 {
        all = lane(way, programs, 3, until)?;
    } else {
        thread::scope(|scope| -> Result<(), Failure> {
            let lanes: Vec<_> = (0..flying).map(|_| scope.spawn(|| lane(way, programs, 1, until))).collect();
            for each in lanes {
                let mut samples = each.join().map_err(|_| "a thread panicked")??;
                all.latency.append(&mut samples.latency);
                all.blocked.append(&mut samples.blocked);
            }
            Ok(())
        })?;
    }
    Ok(format!("{{\"elapsedUs\":{},\"latencyUs\":{:?},\"blockedUs\":{:?}}}", us(start), all.latency, all.blocked))
}

/// So many descriptors, or running children, and no fewer than before.
#[derive(Default)]
struct Held {
    fds: Vec<File>,
    children: Vec<Child>,
}

impl Held {
    fn hold(&mut self, what: &str, count: usize, programs: &Programs) -> Result<String, Failure> {
        while what == "fds" && self.fds.len() < count {
            self.fds.push(File::open("/dev/null")?);
        }
        while what == "children" && self.children.len() < count {
            self.children.push(quiet(&programs.sleeper)?);
        }
        Ok("{}".into())
    }
}

fn answer(line: &str, programs: &Programs, held: &mut Held) -> Result<String, Failure> {
    match line.split_whitespace().collect::<Vec<_>>()[..] {
        ["measure", way, flying, ms] => measure(way, flying.parse()?, ms.parse()?, programs),
        [what, count] => held.hold(what, count.parse()?, programs),
        _ => Err(format!("no such request: {line}").into()),
    }
}

fn main() -> Result<(), Failure> {
    let mut args = std::env::args().skip(1);
    let mut next = || args.next().ok_or("an argument is missing");
    let programs = Programs { exit0: next()?, say: next()?, sleeper: next()? };
    let memory = vec![1u8; next()?.parse::<usize>()? << 20];
    let mut held = Held::default();
    println!("{{}}");
    for line in stdin().lock().lines() {
        let told = answer(&line?, &programs, &mut held);
        println!("{}", told.unwrap_or_else(|error| format!("{{\"error\":{:?}}}", error.to_string())));
    }
    std::hint::black_box(&memory);
    Ok(())
}
