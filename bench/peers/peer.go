// A Go process that is measured: `peer EXIT0 SAY SLEEPER MIB`, speaking the protocol of processes.mjs.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

type samples struct {
	ElapsedUs float64   `json:"elapsedUs"`
	LatencyUs []float64 `json:"latencyUs"`
	BlockedUs []float64 `json:"blockedUs"`
}

// One launch. It returns how its end is waited for, or nil when that has been done.
type way func() (wait func() error, err error)

var (
	exit0, say, sleeper string
	null                *os.File
	memory              []byte
	fds                 []int
	children            []*exec.Cmd
)

var ways = map[string]way{
	"forkExec": func() (func() error, error) { return forkExec(nil) },
	"newuser": func() (func() error, error) {
		return forkExec(&syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}},
		})
	},
	"cmd": func() (func() error, error) {
		cmd := exec.Command(exit0)
		return cmd.Wait, cmd.Start()
	},
	"output": func() (func() error, error) {
		text, err := exec.Command(say).Output()
		if err == nil && string(text) != "hello\n" {
			err = errors.New("the output is not what was written")
		}
		return nil, err
	},
}

func forkExec(sys *syscall.SysProcAttr) (func() error, error) {
	fd := null.Fd()
	pid, err := syscall.ForkExec(exit0, []string{exit0}, &syscall.ProcAttr{
		Env: os.Environ(), Files: []uintptr{fd, fd, fd}, Sys: sys,
	})
	return func() error {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(pid, &status, 0, nil)
		if err == nil && status.ExitStatus() != 0 {
			err = fmt.Errorf("the program did not end well: %d", status)
		}
		return err
	}, err
}

func lane(launch way, least int, until time.Time) (s samples, err error) {
	for n := 0; n < least || time.Now().Before(until); n++ {
		begun := time.Now()
		wait, err := launch()
		s.BlockedUs = append(s.BlockedUs, us(begun))
		if err == nil && wait != nil {
			err = wait()
		}
		if err != nil {
			return s, err
		}
		s.LatencyUs = append(s.LatencyUs, us(begun))
	}
	return s, nil
}

func us(since time.Time) float64 {
	return float64(time.Since(since).Nanoseconds()) / 1000
}

func measure(name string, flying int, ms int) (any, error) {
	launch, ok := ways[name]
	if !ok {
		return nil, errors.New("no such way: " + name)
	}
	start := time.Now()
	until := start.Add(time.Duration(ms) * time.Millisecond)
	if flying == 1 {
		s, err := lane(launch, 3, until)
		s.ElapsedUs = us(start)
		return s, err
	}
	var all samples
	var failed error
	var mutex sync.Mutex
	var done sync.WaitGroup
	for i := 0; i < flying; i++ {
		done.Add(1)
		go func() {
			defer done.Done()
			s, err := lane(launch, 1, until)
			mutex.Lock()
			defer mutex.Unlock()
			all.LatencyUs = append(all.LatencyUs, s.LatencyUs...)
			all.BlockedUs = append(all.BlockedUs, s.BlockedUs...)
			if err != nil {
				failed = err
			}
		}()
	}
	done.Wait()
	all.ElapsedUs = us(start)
	return all, failed
}

func hold(what string, count int) (any, error) {
	for what == "fds" && len(fds) < count {
		fd, err := syscall.Open("/dev/null", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if err != nil {
			return nil, err
		}
		fds = append(fds, fd)
	}
	for what == "children" && len(children) < count {
		cmd := exec.Command(sleeper)
		if err := cmd.Start(); err != nil {
			return nil, err
		}
		children = append(children, cmd)
	}
	return struct{}{}, nil
}

func answer(words []string) (any, error) {
	last, err := strconv.Atoi(words[len(words)-1])
	if err != nil {
		return nil, err
	}
	if words[0] != "measure" {
		return hold(words[0], last)
	}
	flying, err := strconv.Atoi(words[2])
	if err != nil {
		return nil, err
	}
	return measure(words[1], flying, last)
}

func tell(value any, err error) {
	if err != nil {
		value = map[string]string{"error": err.Error()}
	}
	text, _ := json.Marshal(value)
	os.Stdout.Write(append(text, '\n'))
}

func main() {
	exit0, say, sleeper = os.Args[1], os.Args[2], os.Args[3]
	mib, _ := strconv.Atoi(os.Args[4])
	null, _ = os.OpenFile("/dev/null", os.O_RDWR, 0)
	// Outside of the collector's heap, whose pages some versions of the runtime ask to be huge ones.
	var err error
	memory, err = syscall.Mmap(-1, 0, mib<<20+1, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	for i := 0; i < len(memory); i += 4096 {
		memory[i] = 1
	}
	tell(struct{}{}, err)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		tell(answer(strings.Fields(lines.Text())))
	}
}
